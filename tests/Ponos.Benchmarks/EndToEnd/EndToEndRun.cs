using System.Diagnostics;
using Ponos.Benchmarks.Contestants;
using Ponos.Tests.Support;

namespace Ponos.Benchmarks.EndToEnd;

/// <summary>
/// Takes the samples: rounds of blocks, a block for each scenario and type of queue, until there are enough or time is up.
/// </summary>
internal sealed class EndToEndRun(EndToEndOptions options, RabbitBroker broker)
{
    private const int LatencyRate = 500;

    private static readonly QueueType[] Types = [QueueType.Classic, QueueType.Quorum];

    private readonly EndToEndResults _results = new();
    private readonly Dictionary<string, ContestantProcess> _contestants = [];

    /// <summary>This program, compiled ahead; none where that is left out.</summary>
    private PublishedProgram? _readyToRun;

    public async Task<EndToEndResults> RunAsync()
    {
        var since = Stopwatch.StartNew();
        try
        {
            if (options is { WithNative: true, Against: null })
            {
                _readyToRun = await PublishedProgram.OfAsync("Ponos.Benchmarks", PublishedProgram.ReadyToRun);
            }

            await StartContestantsAsync();

            if (options.FirstRounds > 0)
            {
                await FirstRoundsAsync(since);
                _results.Took = since.Elapsed;
                return _results;
            }

            await WarmUpAsync();
            do
            {
                await RoundAsync();
                await Console.Error.WriteLineAsync(
                    $"{since.Elapsed:mm\\:ss}: "
                    + $"at least {_results.Fewest(Scenario.All.Select(scenario => scenario.Consuming))} pairs that count");
            }
            while (since.Elapsed < options.Budget && _results.Fewest(Scenario.All.Select(scenario => scenario.Consuming)) < options.Pairs);
        }
        finally
        {
            foreach (var contestant in _contestants.Values)
            {
                await contestant.DisposeAsync();
            }

            _readyToRun?.Dispose();
        }

        if (options.Starts > 0)
        {
            _results.Starts.AddRange(await ColdStart.MeasureAsync(broker, options));
        }

        _results.Took = since.Elapsed;
        return _results;
    }

    private async Task StartContestantsAsync()
    {
        string[] names = [ContestantNames.HandWritten, ContestantNames.Refined, ContestantNames.Ours, ContestantNames.OursTraced];
        if (options.Against is { } assembly)
        {
            // Its queues have the same names, and may have other arguments.
            const string other = "earlier";
            await broker.RabbitMqCtlAsync("add_vhost", other);
            await broker.RabbitMqCtlAsync("set_permissions", "-p", other, "guest", ".*", ".*", ".*");
            _contestants.Add(
                ContestantNames.HandWritten,
                ContestantProcess.StartOurs(ContestantNames.HandWritten, assembly, broker.Uri + other, broker.ProcessId));
            names = [ContestantNames.Ours];
        }

        foreach (var name in names)
        {
            _contestants.Add(name, ContestantProcess.Start(name, broker.Uri, broker.ProcessId));
        }
    }

    /// <summary>Queues declared, and code compiled and compiled better, before anything counts.</summary>
    private async Task WarmUpAsync()
    {
        foreach (var type in Types)
        {
            foreach (var contestant in _contestants.Values)
            {
                if (contestant.Name is not ContestantNames.Refined)
                {
                    await DeclareAsync(contestant, type);
                }

                foreach (var scenario in Scenario.All)
                {
                    await TurnAsync(contestant.Name, scenario, type);
                }
            }
        }
    }

    private async Task FirstRoundsAsync(Stopwatch since)
    {
        foreach (var type in Types)
        {
            await DeclareAsync(_contestants[ContestantNames.HandWritten], type);
            await DeclareAsync(_contestants[ContestantNames.Ours], type);
        }

        for (var round = 1; round <= options.FirstRounds; round++)
        {
            foreach (var type in Types)
            {
                await FirstJobsAsync(type);
            }

            await Console.Error.WriteLineAsync($"{since.Elapsed:mm\\:ss}: {round} of {options.FirstRounds} rounds");
        }
    }

    // A consumer of ours declares the queue; the hand-written publishers declare theirs.
    private static Task<Sample> DeclareAsync(ContestantProcess contestant, QueueType type) =>
        contestant.MeasureAsync(new Order(Work.Latency, type, LatencyRate / 2, Rate: LatencyRate));

    private async Task RoundAsync()
    {
        foreach (var scenario in Scenario.All)
        {
            foreach (var type in Types)
            {
                await BlockAsync(scenario, type);
            }
        }

        foreach (var type in Types)
        {
            var turns = new List<(string, Sample)>();
            foreach (var name in Scenario.LatencyTurns)
            {
                turns.Add(
                    (name, await _contestants[name].MeasureAsync(new Order(Work.Latency, type, options.Jobs / 6, Rate: LatencyRate))));
            }

            _results.Add(type, Metrics.Latency, turns);
        }

        // An earlier build may not know these.
        foreach (var type in options.Against is null ? Types : [])
        {
            await ManyCallersAsync(type);
            await FirstJobsAsync(type);
        }
    }

    private async Task ManyCallersAsync(QueueType type)
    {
        var turns = new List<(string, Sample)>();
        foreach (var name in Scenario.ManyCallersTurns)
        {
            turns.Add(
                (name, await _contestants[name].MeasureAsync(new Order(Work.Publish, type, options.ManyJobs, Callers: Scenario.Callers))));
        }

        _results.Add(type, Metrics.PublishByMany, turns);
    }

    /// <summary>What a process does while its code is still being compiled.</summary>
    private async Task FirstJobsAsync(QueueType type)
    {
        var publishing = new List<(string, Sample)>();
        var consuming = new List<(string, Sample)>();
        foreach (var name in _readyToRun is null ? Scenario.FirstJobsTurns : [.. Scenario.FirstJobsTurns, .. Scenario.AheadTurns])
        {
            await using (var publisher = StartFirst(name))
            {
                publishing.Add((name, await publisher.MeasureAsync(new Order(Work.Publish, type, options.FirstJobs, IsFirst: true))));
            }

            await Task.Delay(options.Rest);
            await using var consumer = StartFirst(name);
            consuming.Add((name, await consumer.MeasureAsync(new Order(Work.Consume, type, options.FirstJobs, IsFirst: true))));
        }

        _results.Add(type, Metrics.FirstPublish, publishing);
        _results.Add(type, Metrics.FirstConsume, consuming);

        ContestantProcess StartFirst(string name) => name == ContestantNames.OursReadyToRun
            ? ContestantProcess.StartReadyToRun(
                name, Path.Combine(_readyToRun!.Folder, "Ponos.Benchmarks.dll"), broker.Uri, broker.ProcessId)
            : ContestantProcess.Start(name, broker.Uri, broker.ProcessId);
    }

    private async Task BlockAsync(Scenario scenario, QueueType type)
    {
        var publishing = new List<(string, Sample)>();
        var consuming = new List<(string, Sample)>();
        foreach (var name in options.Against is null ? scenario.Turns : Scenario.LatencyTurns)
        {
            var (published, consumed) = await TurnAsync(name, scenario, type);
            publishing.Add((name, published));
            consuming.Add((name, consumed));
        }

        _results.Add(type, Metrics.Publish, publishing);
        _results.Add(type, scenario.Consuming, consuming);
    }

    /// <summary>A contestant fills its queue, the queue rests, the contestant empties it.</summary>
    private async Task<(Sample Published, Sample Consumed)> TurnAsync(string name, Scenario scenario, QueueType type)
    {
        var contestant = _contestants[name];
        var published = await contestant.MeasureAsync(new Order(Work.Publish, type, options.Jobs, Fails: scenario.Fails));
        await Task.Delay(options.Rest);
        var consumed = await contestant.MeasureAsync(new Order(Work.Consume, type, options.Jobs, scenario.Concurrency, scenario.Fails));
        return (published, consumed);
    }
}
