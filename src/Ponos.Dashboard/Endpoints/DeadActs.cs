using System.Globalization;
using Ponos.Control;
using Ponos.Dashboard.Bodies;
using Ponos.Dashboard.Dead;
using Ponos.Dashboard.Pages;
using Ponos.Dashboard.Rendering;
using Ponos.Dashboard.Views;
using Ponos.Dashboard.Watching;

namespace Ponos.Dashboard.Endpoints;

/// <summary>What is done with dead and invalid jobs: sent back, dropped.</summary>
internal sealed class DeadActs(DeadSamples samples, ContractWatch contracts, LongWork works, FleetWatch watch) : IPages
{
    private const int MostIds = 1000;

    public void Map(PageRoutes routes)
    {
        routes.Act("/dead/{service}/{kind}/{job}/replay", ReplayAsync);
        routes.Act("/dead/{service}/{kind}/{job}/drop", DropAsync);
        routes.Act("/dead/{service}/{kind}/{job}/stop", StopAsync);
    }

    private async Task<Answer> ReplayAsync(PageRequest request)
    {
        var chosen = await ChooseAsync(request);
        if (chosen.Problem is { } problem)
        {
            return Answer.Failed(chosen.Back, problem);
        }

        if (!TryPace(request, out var pace, out problem))
        {
            return Answer.Failed(chosen.Back, problem);
        }

        var address = chosen.Address;
        var broker = request.Operator;
        var work = await works.BeginAsync(address, $"Replay of {chosen.What}", request.Who, async (work, token) =>
        {
            try
            {
                var result = await broker.DeadLettersOf(address.Service)
                    .ReplayAsync(address.JobName, Counting(work, chosen.Match), pace, address.Kind, token);
                return $"{Wording.Jobs(result.Sent)} sent back{(result.StoppedEarly is { } why ? $"; it ended early: {why}" : ".")}";
            }
            finally
            {
                samples.Forget(address);
            }
        });
        return await TellAsync(request, chosen.Back, work);
    }

    private async Task<Answer> DropAsync(PageRequest request)
    {
        var chosen = await ChooseAsync(request);
        if (chosen.Problem is { } problem)
        {
            return Answer.Failed(chosen.Back, problem);
        }

        if (request.Field("confirmed") != "yes")
        {
            return Answer.Show(new PageView(
                "Drop?",
                NavPlace.Dead,
                typeof(DropPage),
                new DropModel(chosen.Address, chosen.What, chosen.Filter, chosen.Ids, chosen.Groups)));
        }

        var address = chosen.Address;
        var broker = request.Operator;
        var work = await works.BeginAsync(address, $"Drop of {chosen.What}", request.Who, async (work, token) =>
        {
            try
            {
                var count = await broker.DeadLettersOf(address.Service)
                    .DropAsync(address.JobName, Counting(work, chosen.Match), address.Kind, token);
                return $"{Wording.Jobs(count)} dropped for good.";
            }
            finally
            {
                samples.Forget(address);
            }
        });
        return await TellAsync(request, chosen.Back, work);
    }

    private Task<Answer> StopAsync(PageRequest request)
    {
        works.Stop(request.Field("work"));
        var address = DeadPages.AddressOf(request);
        return Task.FromResult(Answer.Done(
            address is null ? request.Links.DeadJobs : request.Links.Dead(address.Service, address.JobName, address.Kind),
            "It was told to stop."));
    }

    private async Task<Answer> TellAsync(PageRequest request, string back, Work work)
    {
        if (!work.Ending.IsCompleted)
        {
            return Answer.Done(back, $"{work.What} goes on; how far it is stands below.");
        }

        samples.Forget(work.Address);
        _ = await watch.FreshAsync(request.Aborted);
        return Answer.Say(back, work.IsGood, $"{work.What}: {work.Outcome}");
    }

    private static Func<DeadLetter, bool> Counting(Work work, Func<DeadLetter, bool> match) => letter =>
    {
        var matches = match(letter);
        if (matches)
        {
            work.Took();
        }

        return matches;
    };

    /// <summary>Which jobs a form means, and how that is said.</summary>
    private async Task<Chosen> ChooseAsync(PageRequest request)
    {
        if (DeadPages.AddressOf(request) is not { } address)
        {
            return new Chosen(new DeadAddress("", "", DeadLetterKind.Dead), request.Links.DeadJobs)
            {
                Problem = "The address names neither 'dead' nor 'invalid' jobs.",
            };
        }

        var filter = LetterFilter.OfForm(request);
        var chosen = new Chosen(address, request.Links.Dead(address.Service, address.JobName, address.Kind) + filter.Query)
        {
            Filter = filter,
        };
        if (request.Field("scope") == "selected")
        {
            return Selected(request, chosen);
        }

        if (filter.Problem is { } problem)
        {
            return chosen with { Problem = $"{problem} Nothing was done." };
        }

        var mask = await contracts.MaskAsync(address.JobName, request.Aborted);
        var read = await samples.ReadAsync(address, request.Aborted);
        var matching = read.Sample.Letters.Where(letter => filter.Matches(letter, mask)).ToList();
        var isPart = read.Sample.Letters.Count < read.Sample.Total;
        var count = filter.IsEmpty ? $"all {Wording.Count(read.Sample.Total)}"
            : isPart ? $"at least {Wording.Count(matching.Count)}"
            : Wording.Count(matching.Count);
        return chosen with
        {
            What = $"{count} {address.Words}",
            Match = filter.IsEmpty ? _ => true : letter => filter.Matches(letter, mask),
            Groups = LetterGroup.Of(matching),
        };
    }

    private static Chosen Selected(PageRequest request, Chosen chosen)
    {
        var ids = request.Form["id"]
            .OfType<string>()
            .Where(id => id.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Take(MostIds)
            .ToHashSet(StringComparer.Ordinal);
        return ids.Count == 0
            ? chosen with { Problem = "No job is selected. Nothing was done." }
            : chosen with
            {
                What = ids.Count == 1
                    ? $"{ids.First()} of the {chosen.Address.Words}"
                    : $"{Wording.Count(ids.Count)} selected {chosen.Address.Words}",
                Ids = [.. ids],
                Match = letter => ids.Contains(letter.MessageId),
            };
    }

    private static bool TryPace(
        PageRequest request, out ReplayPace pace, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? problem)
    {
        (pace, problem) = (new ReplayPace { StopWhenOneDiesAgain = request.Field("stop") == "on" }, null);
        if (request.Field("rate") is { Length: > 0 } rate)
        {
            if (!double.TryParse(rate, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var perSecond)
                || perSecond is <= 0 or > 100_000)
            {
                problem = $"The rate is '{rate}'; write jobs a second, such as 5 or 0.5, or leave it empty. Nothing was done.";
                return false;
            }

            pace = pace with { PerSecond = perSecond };
        }

        if (request.Field("most") is { Length: > 0 } most)
        {
            if (!int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
            {
                problem = $"The most jobs are '{most}'; write a whole number from 1, or leave it empty. Nothing was done.";
                return false;
            }

            pace = pace with { Most = count };
        }

        return true;
    }

    private sealed record Chosen(DeadAddress Address, string Back)
    {
        public LetterFilter Filter { get; init; } = new();

        public string What { get; init; } = "";

        public Func<DeadLetter, bool> Match { get; init; } = _ => false;

        public IReadOnlyList<string> Ids { get; init; } = [];

        public IReadOnlyList<LetterGroup> Groups { get; init; } = [];

        /// <summary>Why nothing is done.</summary>
        public string? Problem { get; init; }
    }
}
