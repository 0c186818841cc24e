using System.Diagnostics;
using System.Text.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Schema;
using Ponos.Benchmarks.Jobs;
using Ponos.Benchmarks.Report;
using JsonSerializer = System.Text.Json.JsonSerializer;

namespace Ponos.Benchmarks.Micro;

/// <summary>
/// Newtonsoft.Json.Schema, measured by hand: without a licence it validates a thousand documents an hour in a process, which
/// is less than a benchmark needs to warm up. So each size has 450 runs, of which 300 count.
/// </summary>
internal static class NewtonsoftCost
{
    private const int WarmUp = 150;
    private const int Rounds = 15;
    private const int Runs = 20;

    /// <summary>Nanoseconds for one validation, from UTF-8 bytes.</summary>
    public static double Measure(int bytes)
    {
        var isSmall = bytes == 200;
        var job = isSmall
            ? JsonSerializer.SerializeToUtf8Bytes(ImageJob.Sample, ImageJson.Default.ImageJob)
            : JsonSerializer.SerializeToUtf8Bytes(ShopOrder.Sample, ImageJson.Default.ShopOrder);
        var schema = JSchema.Parse(isSmall ? JobSchemas.ImageJob : JobSchemas.ShopOrder);
        for (var i = 0; i < WarmUp; i++)
        {
            Validate(job, schema);
            if (i % 50 == 49)
            {
                // Time for the compiler to do it better.
                Thread.Sleep(250);
            }
        }

        var times = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var since = Stopwatch.GetTimestamp();
            for (var i = 0; i < Runs; i++)
            {
                Validate(job, schema);
            }

            times[round] = Stopwatch.GetElapsedTime(since).TotalNanoseconds / Runs;
        }

        return new Figures(times).Median;
    }

    private static void Validate(byte[] job, JSchema schema)
    {
        using var text = new JsonTextReader(new StreamReader(new MemoryStream(job)));
        using var reader = new JSchemaValidatingReader(text) { Schema = schema };
        var valid = true;
        reader.ValidationEventHandler += (_, _) => valid = false;
        while (reader.Read())
        {
            // Reading is validating.
        }

        if (!valid)
        {
            throw new InvalidOperationException("The job is to be valid.");
        }
    }
}
