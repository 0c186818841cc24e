using System.Net;
using System.Text.Json;
using Khronos.Schedules;
using Khronos.Scheduling;
using Khronos.State;
using Khronos.Status;
using Khronos.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Ponos;
using Ponos.Control;
using Ponos.Testing;

namespace Khronos.Tests.Status;

public sealed class StatusTests
{
    private static readonly DateTimeOffset Start =
        DateTimeOffset.Parse("2026-11-23T09:58:30Z", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly Uri FreePort = new("http://127.0.0.1:0");

    private readonly HttpClient _client = new();
    private PonosHarness? _harness;

    [TearDown]
    public async Task TearDown()
    {
        if (_harness is { } harness)
        {
            _harness = null;
            await harness.DisposeAsync();
        }
    }

    [OneTimeTearDown]
    public void EndClient() => _client.Dispose();

    [Test]
    public async Task Status_OfASingleKhronos_SaysWhoKeepsTimeAndHowFar()
    {
        await StartAsync();
        await _harness!.AdvanceAsync(TimeSpan.FromMinutes(2));

        var status = await GetAsync("/status");

        Assert.That(status.GetProperty("role").GetString(), Is.EqualTo("single"));
        Assert.That(status.GetProperty("leader").GetString(), Is.EqualTo(status.GetProperty("replica").GetString()));
        Assert.That(status.GetProperty("replicas").GetArrayLength(), Is.EqualTo(1));
        Assert.That(status.GetProperty("now").GetDateTimeOffset(), Is.EqualTo(Start.AddMinutes(2)));
        Assert.That(status.GetProperty("watermarkAge").GetDouble(), Is.InRange(0, 60));
        Assert.That(status.GetProperty("schedules").GetInt32(), Is.EqualTo(5));
        Assert.That(status.GetProperty("refusedStep").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((await GetAsync("/")).GetProperty("role").GetString(), Is.EqualTo("single"));
    }

    [Test]
    public async Task Schedules_OfAService_HaveTheirNextAndLastTick()
    {
        await StartAsync();
        var asking = _harness!.Services.GetRequiredKeyedService<IPublisher>("asking");
        await asking.PublishAsync(new PutSchedule
        {
            Name = "mine", Cron = "0 * * * *", TimeZone = "Europe/Berlin", Payload = JsonDocument.Parse("""{"secret":1}""").RootElement,
        });
        await _harness.HandledAsync(PutSchedule.TaskName);
        await _harness.AdvanceAsync(TimeSpan.FromMinutes(2));

        var mine = await GetAsync("/schedules/mine");

        Assert.That(mine.GetProperty("event").GetString(), Is.EqualTo("time.mine.passed"));
        Assert.That(mine.GetProperty("owners")[0].GetString(), Is.EqualTo("asking"));
        Assert.That(mine.GetProperty("definition").GetProperty("timeZone").GetString(), Is.EqualTo("Europe/Berlin"));
        Assert.That(mine.GetProperty("definition").TryGetProperty("payload", out _), Is.False, "What services send along is theirs.");
        Assert.That(mine.GetProperty("nextAt").GetDateTimeOffset(), Is.EqualTo(Start.AddMinutes(61.5)));
        Assert.That(mine.GetProperty("last").GetProperty("tickId").GetString(), Is.EqualTo("mine@2026-11-23T10:00:00Z"));
        var all = await GetAsync("/schedules?skip=1&take=2");
        Assert.That(all.GetProperty("total").GetInt32(), Is.EqualTo(6));
        Assert.That(
            all.GetProperty("schedules").EnumerateArray().Select(one => one.GetProperty("name").GetString()),
            Is.EqualTo(new[] { "four-hours", "mine" }));
        Assert.That(
            (await GetAsync("/schedules/24h")).GetProperty("name").GetString(),
            Is.EqualTo("one-day"),
            "Names are read as leniently as in tasks.");
    }

    [Test]
    public async Task Schedules_OneThatIsNotUsable_SaysWhyAndTheOthersAreThere()
    {
        var state = new RememberingState();
        foreach (var zone in new[] { "Europe/Berlin", "Europe/Atlantis" })
        {
            await state.KeepAsync(
                new ScheduleDocument
                {
                    Definition = new PutSchedule { Name = zone.ToLowerInvariant().Replace('/', '-'), Cron = "0 3 * * *", TimeZone = zone },
                    Owners = ["asking"], PutAt = Start, ActiveFrom = Start,
                },
                default);
        }

        await StartAsync(services: services => services.AddSingleton<ITimekeeperState>(state));

        var schedules = (await GetAsync("/schedules"))
            .GetProperty("schedules")
            .EnumerateArray()
            .ToDictionary(one => one.GetProperty("name").GetString()!);
        Assert.That(schedules["europe-atlantis"].GetProperty("aside").GetString(), Does.Contain("Europe/Atlantis"));
        Assert.That(schedules["europe-berlin"].GetProperty("nextAt").ValueKind, Is.EqualTo(JsonValueKind.String));
        Assert.That((await GetAsync("/status")).GetProperty("aside").EnumerateObject().Single().Name, Is.EqualTo("europe-atlantis"));
        Assert.That((await GetAsync("/schedules/europe-atlantis")).GetProperty("nextAt").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task Section_ForAnOperator_HasRhythmInstantsAroundNowAndTicks()
    {
        await StartAsync(options => options.StatusAddress = null);
        var asking = _harness!.Services.GetRequiredKeyedService<IPublisher>("asking");
        await asking.PublishAsync(
            new PutSchedule { Name = "mine", Cron = "0 * * * *", Payload = JsonDocument.Parse("""{"secret":"hunter2"}""").RootElement });
        await _harness.HandledAsync(PutSchedule.TaskName);
        await _harness.AdvanceAsync(TimeSpan.FromMinutes(2));

        var section = await _harness.Services.GetRequiredKeyedService<IControlSection>("khronos").DescribeAsync(default);

        var mine = section.GetProperty("schedules").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "mine");
        Assert.That(section.GetProperty("status").GetProperty("role").GetString(), Is.EqualTo("single"));
        Assert.That(section.GetProperty("total").GetInt32(), Is.EqualTo(6));
        Assert.That(mine.GetProperty("words").GetString(), Is.EqualTo("minute 0 of every hour, UTC"));
        Assert.That(mine.GetProperty("hasPayload").GetBoolean());
        Assert.That(
            mine.GetProperty("next").EnumerateArray().Select(one => one.GetDateTimeOffset()),
            Is.EqualTo(Enumerable.Range(1, 10).Select(hour => Start.AddMinutes(1.5).AddHours(hour))));
        Assert.That(mine.GetProperty("before").EnumerateArray().Last().GetDateTimeOffset(), Is.EqualTo(Start.AddMinutes(1.5)));
        Assert.That(section.GetProperty("ticks").EnumerateArray().Select(one => one.GetProperty("name").GetString()), Does.Contain("mine"));
        Assert.That(section.GetRawText(), Does.Not.Contain("hunter2"), "What services send along is theirs.");
    }

    [Test]
    public async Task Section_OfMoreThanItHolds_IsWithinItsBytesAndCountsAll()
    {
        var state = new RememberingState();
        for (var i = 0; i < 700; i++)
        {
            var name = $"s{i:000}-{new string('x', 60)}";
            var definition = new PutSchedule
            {
                Name = name,
                Cron = "*/7 3 * * *",
                TimeZone = "America/Argentina/ComodRivadavia",
                EndsAt = Start.AddYears(1),
            };
            await state.KeepAsync(
                new ScheduleDocument { Definition = definition, Owners = ["asking"], PutAt = Start, ActiveFrom = Start }, default);
        }

        await StartAsync(services: services => services.AddSingleton<ITimekeeperState>(state));

        var section = await _harness!.Services.GetRequiredKeyedService<IControlSection>("khronos").DescribeAsync(default);

        Assert.That(section.GetProperty("total").GetInt32(), Is.EqualTo(705));
        Assert.That(section.GetProperty("schedules").GetArrayLength(), Is.InRange(100, 500));
        Assert.That(section.GetRawText(), Has.Length.LessThan(256 * 1024));
    }

    [Test]
    public async Task Ticks_LateOnes_TellTheirLatenessAndWhatWasMissed()
    {
        var clock = new TestClock(Start);
        await StartAsync(options => options.TimeProvider = clock);
        clock.Advance(TimeSpan.FromMinutes(11.5));

        var newest = (await GetAsync("/ticks?take=1")).GetProperty("ticks").EnumerateArray().Single();
        var ticks = (await GetAsync("/ticks")).GetProperty("ticks").EnumerateArray().ToArray();

        // The clock went over two instants at once.
        var five = ticks.First(tick => tick.GetProperty("name").GetString() == "five-minutes");
        Assert.That(five.GetProperty("kind").GetString(), Is.EqualTo("catch-up").Or.EqualTo("scheduled"));
        Assert.That(
            five.GetProperty("lateness").GetDouble(),
            Is.EqualTo((five.GetProperty("firedAt").GetDateTimeOffset() - five.GetProperty("scheduledAt").GetDateTimeOffset()).TotalSeconds)
                .Within(1e-6));
        Assert.That(five.GetProperty("publishedAt").GetDateTimeOffset(), Is.EqualTo(Start.AddMinutes(11.5)));
        Assert.That(newest.GetProperty("tickId").GetString(), Is.EqualTo(ticks[0].GetProperty("tickId").GetString()));
    }

    [Test]
    public async Task ConfirmClock_AfterAJump_IsFollowedAtOnce()
    {
        var clock = new TestClock(Start);
        await StartAsync(options => options.TimeProvider = clock);
        clock.WallSetBy = TimeSpan.FromHours(2);
        Assert.That((await GetAsync("/status")).GetProperty("now").GetDateTimeOffset(), Is.EqualTo(Start));
        Assert.That((await GetAsync("/status")).GetProperty("refusedStep").GetDouble(), Is.EqualTo(7200));

        await _harness!.Services.GetRequiredKeyedService<IPublisher>("asking")
            .PublishAsync(new ConfirmClock { Reason = "the machine slept" });
        await _harness.HandledAsync(ConfirmClock.TaskName);

        var status = await GetAsync("/status");
        Assert.That(status.GetProperty("now").GetDateTimeOffset(), Is.EqualTo(Start.AddHours(2)));
        Assert.That(status.GetProperty("refusedStep").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [TestCase("GET", "/schedules/nobody", HttpStatusCode.NotFound)]
    [TestCase("GET", "/schedules/%20", HttpStatusCode.NotFound)]
    [TestCase("GET", "/elsewhere", HttpStatusCode.NotFound)]
    [TestCase("POST", "/schedules", HttpStatusCode.MethodNotAllowed)]
    [TestCase("DELETE", "/schedules/one-day", HttpStatusCode.MethodNotAllowed)]
    public async Task Request_ThatNothingAnswers_IsRefused(string method, string path, HttpStatusCode expected)
    {
        await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Address(), path));

        using var response = await _client.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task Request_ForAnotherHost_IsRefused()
    {
        await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address(), "/status"));
        request.Headers.Host = "evil.example";

        using var response = await _client.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.MisdirectedRequest));
    }

    [Test]
    public async Task Request_ForAHostOfTheSetting_IsAnswered()
    {
        await StartAsync(options => options.StatusHosts.Add("khronos.internal"));
        foreach (var (host, expected) in new[]
        {
            ("Khronos.Internal", HttpStatusCode.OK),
            ("localhost", HttpStatusCode.OK),
            ("elsewhere.example", HttpStatusCode.MisdirectedRequest),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address(), "/status"));
            request.Headers.Host = host;
            using var response = await _client.SendAsync(request);
            Assert.That(response.StatusCode, Is.EqualTo(expected), host);
        }
    }

    [Test]
    public async Task Start_AddressIsTaken_TimeIsKeptAllTheSame()
    {
        await StartAsync();
        var taken = Address();

        await using var second = await PonosHarness.StartAsync(
            services => services.AddKhronos(options => options.StatusAddress = taken), Start);
        await second.AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.That(second.Services.GetRequiredService<StatusServer>().Address, Is.Null);
        Assert.That(second.Published.Select(job => job.Name), Does.Contain(TimeEvents.OneHour));
    }

    [Test]
    public async Task Start_NoAddress_ServesNothing()
    {
        await using var harness = await PonosHarness.StartAsync(services => services.AddKhronos(), Start);

        Assert.That(harness.Services.GetRequiredService<StatusServer>().Address, Is.Null);
    }

    private async Task StartAsync(Action<KhronosOptions>? configure = null, Action<IServiceCollection>? services = null) =>
        _harness = await PonosHarness.StartAsync(
            collection =>
            {
                collection.AddKhronos(options =>
                {
                    options.StatusAddress = FreePort;
                    configure?.Invoke(options);
                });
                services?.Invoke(collection);
                collection.AddPonos("asking", KhronosTasks.Create());
            },
            Start);

    private Uri Address() => _harness!.Services.GetRequiredService<StatusServer>().Address!;

    private async Task<JsonElement> GetAsync(string path) =>
        JsonDocument.Parse(await _client.GetStringAsync(new Uri(Address(), path))).RootElement;
}
