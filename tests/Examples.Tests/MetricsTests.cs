using System.Diagnostics.Metrics;
using Examples.Metrics;
using Examples.Tests.Support;
using Khronos;
using Ponos.Testing;

namespace Examples.Tests;

public class MetricsTests
{
    [Test]
    public void Read_ThisMachine_GivesFiguresThatFitTogether()
    {
        var figures = new Machine().Read();

        Assert.That(figures.Processors, Is.Positive);
        Assert.That(figures.MemoryTotal, Is.Positive);
        Assert.That(figures.MemoryAvailable, Is.InRange(0, figures.MemoryTotal));
        Assert.That(figures.DiskTotal, Is.Positive);
        Assert.That(figures.DiskFree, Is.InRange(0, figures.DiskTotal));
    }

    [Test]
    public void Read_FilesOfLinux_AreTaken()
    {
        var folder = Directory.CreateTempSubdirectory("ponos-proc-test-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "loadavg"), "0.52 0.58 0.59 1/467 10131\n");
            File.WriteAllText(
                Path.Combine(folder.FullName, "meminfo"), "MemTotal:       16384 kB\nMemFree:         1000 kB\nMemAvailable:    8192 kB\n");

            var figures = new Machine(folder.FullName).Read();

            Assert.That(figures.Load, Is.EqualTo(0.52));
            Assert.That(figures.MemoryTotal, Is.EqualTo(16 * 1024 * 1024));
            Assert.That(figures.MemoryAvailable, Is.EqualTo(8 * 1024 * 1024));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public void Read_SystemWithoutThoseFiles_AsksTheRuntime()
    {
        var figures = new Machine("/no/such/folder").Read();

        Assert.That(figures.Load, Is.Null);
        Assert.That(figures.MemoryTotal, Is.Positive);
        Assert.That(figures.MemoryAvailable, Is.InRange(0, figures.MemoryTotal));
    }

    [Test]
    public async Task OnFiveMinutesPassed_ThroughTheTask_RecordsTheFigures()
    {
        var recorded = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == MachineGauges.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => recorded[instrument.Name] = value);
        listener.Start();

        await using var service = await PonosHarness.StartAsync(services => services.AddMachineMetrics());
        await service.PublishEventAsync(TimeEvents.FiveMinutes, Ticks.At(service.Clock.GetUtcNow(), "five-minutes"));
        await service.HandledAsync("metrics.collect");

        Assert.That(recorded.Keys, Is.EquivalentTo(new[] { "machine.memory.available", "machine.disk.free" }));
        Assert.That(recorded.Values, Has.All.Positive);
    }
}
