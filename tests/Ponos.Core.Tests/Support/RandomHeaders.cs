using FsCheck;
using FsCheck.Fluent;
using Ponos.Transport;

namespace Ponos.Core.Tests.Support;

/// <summary>Header tables as anybody might send them: of all kinds of value, from nothing to far more than fits.</summary>
internal static class RandomHeaders
{
    /// <summary>Fixed, so that a failure comes again; another one by the environment's <c>PONOS_FUZZ_SEED</c>.</summary>
    private static readonly ulong Seed = ulong.TryParse(Environment.GetEnvironmentVariable("PONOS_FUZZ_SEED"), out var seed)
        ? seed
        : 20261129;

    private static readonly Gen<string> Names = Gen.OneOf(
        Gen.Elements(
            "CC", "BCC", "x-death", "x-delivery-count", "x-first-death-queue", "ponos-attempt", "ponos-reason", "ponos-cut",
            "ponos-contract", "traceparent", "x-tenant", ""),
        Text(1, 12),
        Text(200, 300));

    private static readonly Gen<object?> Scalars = Gen.OneOf(
        Gen.Constant((object?)null),
        Text(0, 40).Select(text => (object?)text),
        Text(0, 20_000).Select(text => (object?)System.Text.Encoding.UTF8.GetBytes(text)),
        Gen.Choose(int.MinValue, int.MaxValue).Select(number => (object?)number),
        Gen.Choose(0, 255).Select(number => (object?)(byte)number),
        Gen.Choose(0, 1).Select(flag => (object?)(flag == 1)),
        Gen.Choose(0, int.MaxValue).Select(seconds => (object?)new HeaderTime(seconds)),
        Gen.Choose(0, int.MaxValue).Select(number => (object?)(decimal)number),
        Gen.Choose(0, 500).Select(length => (object?)new ReadOnlyMemory<byte>(new byte[length])),
        Gen.Constant((object?)new Uri("about:blank")));

    public static Gen<Dictionary<string, object?>> Tables { get; } =
        Gen.Choose(0, 40).SelectMany(count => Table(count, Values(3)));

    public static IEnumerable<Dictionary<string, object?>> Sample(int count)
    {
        TestContext.Out.WriteLine($"PONOS_FUZZ_SEED={Seed}");
        return Tables.Sample(count, new Rnd(Seed), count);
    }

    private static Gen<object?> Values(int levels) => levels == 0
        ? Scalars
        : Gen.OneOf(
            Scalars,
            Scalars,
            Gen.Choose(0, 12).SelectMany(count => Table(count, Values(levels - 1))).Select(table => (object?)table),
            Gen.Choose(0, 12).SelectMany(count => Values(levels - 1).ListOf(count)).Select(list => (object?)list.ToList()));

    private static Gen<Dictionary<string, object?>> Table(int count, Gen<object?> values) =>
        Names.SelectMany(name => values.Select(value => KeyValuePair.Create(name, value))).ListOf(count)
            .Select(entries => entries.GroupBy(entry => entry.Key).ToDictionary(group => group.Key, group => group.First().Value));

    private static Gen<string> Text(int least, int most) =>
        Gen.Choose(least, most).SelectMany(length => Gen.Elements("a", "Z-", "ä", "\u202e.", "東", "\n ")
            .Select(part => string.Concat(Enumerable.Repeat(part, length / part.Length + 1))[..length]));
}
