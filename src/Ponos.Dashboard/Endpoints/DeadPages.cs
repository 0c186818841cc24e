using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Ponos.Control;
using Ponos.Dashboard.Bodies;
using Ponos.Dashboard.Dead;
using Ponos.Dashboard.Pages;
using Ponos.Dashboard.Rendering;
using Ponos.Dashboard.Views;
using Ponos.Dashboard.Watching;

namespace Ponos.Dashboard.Endpoints;

/// <summary>Dead and invalid jobs, to look at: all queues, one, one job of it.</summary>
internal sealed class DeadPages(FleetWatch watch, DeadSamples samples, ContractWatch contracts, LongWork works, DashboardOptions options)
    : IPages
{
    private const int ExportedBodyBytes = 64 * 1024;
    private static readonly TimeSpan JournalPatience = TimeSpan.FromMilliseconds(700);

    public void Map(PageRoutes routes)
    {
        routes.Page("/dead", async request => Index(request, Fleet.Of(await watch.CurrentAsync(request.Aborted))), isLive: true);
        routes.Page("/dead/{service}/{kind}/{job}", ListAsync);
        routes.Page("/dead/{service}/{kind}/{job}/job", JobAsync);
        routes.File("/dead/{service}/{kind}/{job}/export", ExportAsync);
    }

    public static DeadAddress? AddressOf(PageRequest request) =>
        request.Kind is { } kind ? new DeadAddress(request.Route("service"), request.Route("job"), kind) : null;

    private static PageView Index(PageRequest request, Fleet fleet) =>
        new(
            "Dead and invalid",
            NavPlace.Dead,
            typeof(DeadIndexPage),
            new DeadIndexModel(fleet, request.Query("service"), request.Query("job")));

    private async Task<PageView?> ListAsync(PageRequest request)
    {
        if (AddressOf(request) is not { } address)
        {
            return null;
        }

        if (request.Query("again").Length > 0)
        {
            samples.Forget(address);
        }

        var read = await samples.ReadAsync(address, request.Aborted);
        var mask = await contracts.MaskAsync(address.JobName, request.Aborted);
        var filter = LetterFilter.Of(request);
        var matching = filter.IsEmpty ? read.Sample.Letters : [.. read.Sample.Letters.Where(letter => filter.Matches(letter, mask))];
        _ = int.TryParse(request.Query("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var page);
        return new PageView($"{address.JobName} · {Links.Word(address.Kind)}", NavPlace.Dead, typeof(DeadListPage), new DeadListModel
        {
            Address = address,
            Read = read,
            Filter = filter,
            Groups = LetterGroup.Of(read.Sample.Letters),
            Matching = matching,
            Page = Math.Clamp(page, 1, Math.Max(1, (matching.Count + DeadListModel.PerPage - 1) / DeadListModel.PerPage)),
            Mask = mask,
            Works = works.Of(address),
        });
    }

    private async Task<PageView?> JobAsync(PageRequest request)
    {
        if (AddressOf(request) is not { } address)
        {
            return null;
        }

        var id = request.Query("id");
        if (id.Length == 0)
        {
            return null;
        }

        var letter = await request.Operator.DeadLettersOf(address.Service).PeekAsync(address.JobName, id, address.Kind, request.Aborted);
        if (letter is null)
        {
            return new PageView("Not there", NavPlace.Dead, typeof(FailurePage), new FailureModel(
                $"No job {id} is among the {address.Words}. It was replayed, replaced or dropped, "
                + "or somebody else looks at the queue right now: then it is back in a moment."))
            { Status = StatusCodes.Status404NotFound };
        }

        var contract = await contracts.OfReceiverAsync(address.Service, address.JobName, request.Aborted);
        var mask = await contracts.MaskAsync(address.JobName, request.Aborted);
        var body = mask.Show(letter.Body);
        var violations = contract is null ? [] : Check(contract.Schema, letter.Body);
        return new PageView(id, NavPlace.Dead, typeof(DeadJobPage), new DeadJobModel
        {
            Address = address,
            Letter = letter,
            Body = body,
            Lines = body.IsJson ? BodyLines.Of(body.Json, violations) : [],
            Violations = violations,
            Contract = contract,
            Way = await WayAsync(request, letter),
        });
    }

    private static IReadOnlyList<ContractViolation> Check(string schema, ReadOnlyMemory<byte> body)
    {
        try
        {
            return ContractCheck.Check(schema, body);
        }
        catch (ArgumentException)
        {
            // A schema that this version cannot compile marks nothing; the job's own error still stands above.
            return [];
        }
    }

    /// <summary>What the journal says of the job, as far as that is quickly read.</summary>
    private static async Task<IReadOnlyList<Journal.JournalEntry>> WayAsync(PageRequest request, DeadLetter letter)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted);
        patience.CancelAfter(JournalPatience);
        var entries = new List<Journal.JournalEntry>();
        try
        {
            // Where nobody says when it began, the journal is not read through for it.
            if ((letter.PublishedAt ?? letter.DiedAt) - TimeSpan.FromMinutes(1) is not { } from)
            {
                return entries;
            }

            await foreach (var entry in request.Operator.ReadJournalAsync(
                new Journal.JournalQuery { Id = letter.MessageId, From = from }, patience.Token))
            {
                entries.Add(entry);
            }
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or BrokerUnavailableException && !request.Aborted.IsCancellationRequested)
        {
            // The page shows what was found; the trace reads on.
        }

        return entries;
    }

    private async Task<IResult> ExportAsync(PageRequest request)
    {
        if (AddressOf(request) is not { } address)
        {
            return Results.NotFound();
        }

        var filter = LetterFilter.Of(request);
        var mask = await contracts.MaskAsync(address.JobName, request.Aborted);
        var sample = await request.Operator.DeadLettersOf(address.Service)
            .SampleAsync(address.JobName, address.Kind, options.SampleSize, ExportedBodyBytes, request.Aborted);
        var name = $"{address.Service}.{address.JobName}.{Links.Word(address.Kind)}.ndjson";
        var lines = sample.Letters.Where(letter => filter.Matches(letter, mask)).Select(letter => Line(letter, mask));
        return Results.Stream(
            async stream =>
            {
                foreach (var line in lines)
                {
                    await stream.WriteAsync(line, request.Aborted);
                }
            },
            "application/x-ndjson",
            string.Concat(
                name.Select(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' ? character : '_')));
    }

    /// <summary>One job as one line of JSON, with what is secret hidden.</summary>
    private static byte[] Line(DeadLetter letter, SecretMask mask)
    {
        var body = mask.Show(letter.Body);
        var node = new JsonObject
        {
            ["id"] = letter.MessageId,
            ["name"] = letter.Name,
            ["queue"] = letter.Queue,
            ["reason"] = letter.Reason,
            ["errorType"] = letter.ErrorType,
            ["error"] = letter.Error,
            ["attempt"] = letter.Attempt,
            ["publishedAt"] = letter.PublishedAt is { } published ? Wording.Iso(published) : null,
            ["diedAt"] = letter.DiedAt is { } died ? Wording.Iso(died) : null,
            ["publishedBy"] = letter.PublishedBy,
            ["tid"] = letter.Tid,
            ["publisherContract"] = letter.PublisherContract,
            ["enforcedContract"] = letter.EnforcedContract,
            ["headers"] = new JsonObject(letter.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value))),
            [body.IsJson ? "body" : "text"] = body.IsJson ? body.Json : body.Text,
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes<JsonNode>(node), (byte)'\n'];
    }
}
