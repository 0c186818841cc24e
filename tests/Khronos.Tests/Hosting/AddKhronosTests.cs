using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Ponos;
using Ponos.Handlers;
using Ponos.Testing;

namespace Khronos.Tests.Hosting;

public sealed class AddKhronosTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-23T09:58:30Z");

    [Test]
    public async Task AddKhronos_ADayPasses_ListenersHearEveryEvent()
    {
        var heard = new List<(TimePassed Tick, string? Id, string Tid)>();
        await using var harness = await PonosHarness.StartAsync(
            services =>
            {
                services.AddKhronos();
                services.AddPonos("listener", HandlerCatalog.Empty).MapEvent<TimePassed, JobContext>(TimeEvents.OneHour, (tick, context) =>
                {
                    heard.Add((tick, context.MessageId, context.Tid));
                    return Task.CompletedTask;
                });
            },
            Start);
        await harness.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.That(
            heard.Select(job => job.Tick.ScheduledAt),
            Is.EqualTo(Enumerable.Range(0, 24).Select(hour => Start.AddMinutes(1.5).AddHours(hour))));
        Assert.That(heard.All(job => job.Tick.FiredAt == job.Tick.ScheduledAt && job.Id == job.Tick.TickId && job.Tid == job.Id), Is.True);
        Assert.That(heard[0].Tick.TickId, Is.EqualTo("one-hour@2026-11-23T10:00:00Z"));
        var counts = harness.Published.CountBy(job => job.Name).ToDictionary();
        Assert.That(counts, Is.EquivalentTo(new Dictionary<string, int>
        {
            [TimeEvents.FiveMinutes] = 288,
            [TimeEvents.ThirtyMinutes] = 48,
            [TimeEvents.OneHour] = 24,
            [TimeEvents.FourHours] = 6,
            [TimeEvents.OneDay] = 1,
        }));
    }

    [Test]
    public async Task AddKhronos_FewerEventsWanted_PublishesOnlyThose()
    {
        await using var harness = await PonosHarness.StartAsync(
            services => services.AddKhronos(options =>
            {
                options.Events.Clear();
                options.Events.Add("one-hour");
            }),
            Start);
        await harness.AdvanceAsync(TimeSpan.FromHours(4));
        Assert.That(harness.Published.Select(job => job.Name), Is.EqualTo(Enumerable.Repeat(TimeEvents.OneHour, 4)));
    }

    [Test]
    public async Task AddKhronos_ClockOfItsOwn_TicksByIt()
    {
        var clock = new Support.TestClock(Start);
        await using var harness = await PonosHarness.StartAsync(
            services => services.AddKhronos(options => options.TimeProvider = clock), DateTimeOffset.UnixEpoch);
        clock.Advance(TimeSpan.FromMinutes(2));
        await harness.PublishedAsync(TimeEvents.OneHour);
        Assert.That(
            harness.Published.Select(job => job.Name),
            Is.EquivalentTo([TimeEvents.FiveMinutes, TimeEvents.ThirtyMinutes, TimeEvents.OneHour]));
    }

    [Test]
    public void AddKhronos_Twice_IsRefused()
    {
        var services = new ServiceCollection();
        services.AddKhronos();
        Assert.That(() => services.AddKhronos(), Throws.ArgumentException.With.Message.Contains("khronos"));
    }

    [Test]
    public void TimePassed_Json_ComesBackAndLeavesOutWhatIsNotThere()
    {
        var tick = new TimePassed
        {
            Name = "one-hour",
            ScheduledAt = Start,
            FiredAt = Start,
            TickId = "one-hour@2026-11-23T10:00:00Z",
            Kind = TickKind.CatchUp,
            Sequence = 7,
            Missed = new MissedTicks(2, Start, Start),
        };
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolver = KhronosJson.TypeInfoResolver };
        var json = JsonSerializer.Serialize(tick, options);
        Assert.That(json, Does.Contain("\"kind\":\"catch-up\"")
            .And.Contain("\"missed\":{\"count\":2")
            .And.Not.Contain("cron")
            .And.Not.Contain("payload"));
        Assert.That(JsonSerializer.Deserialize<TimePassed>(json, options), Is.EqualTo(tick));
    }
}
