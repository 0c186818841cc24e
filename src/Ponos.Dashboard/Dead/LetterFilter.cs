using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Ponos.Dashboard.Bodies;
using Ponos.Dashboard.Endpoints;

namespace Ponos.Dashboard.Dead;

/// <summary>Which jobs of a queue somebody looks at: by group, text, id, tid, time, and a place in the body.</summary>
internal sealed record LetterFilter
{
    public string Group { get; init; } = "";

    /// <summary>Anywhere in id, tid, name, error or body, whatever its case.</summary>
    public string Text { get; init; } = "";

    public string Id { get; init; } = "";

    public string Tid { get; init; } = "";

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    /// <summary>A place in the body, as a JSON Pointer.</summary>
    public string Pointer { get; init; } = "";

    /// <summary>What stands there; empty for anything at all.</summary>
    public string Value { get; init; } = "";

    /// <summary>What of the filter could not be read.</summary>
    public string? Problem { get; init; }

    public bool IsEmpty => this == new LetterFilter();

    public static LetterFilter Of(PageRequest request) => Of(request.Query);

    /// <summary>From a form of jobs, in which <c>id</c> is what is selected.</summary>
    public static LetterFilter OfForm(PageRequest request) => Of(name => request.Field(name == "id" ? "filter-id" : name));

    /// <summary>As fields of an address or a form; those that say nothing are left out.</summary>
    public IEnumerable<(string Name, string Value)> Fields() => new (string Name, string Value)[]
    {
        ("group", Group),
        ("text", Text),
        ("id", Id),
        ("tid", Tid),
        ("from", Moment(From)),
        ("to", Moment(To)),
        ("pointer", Pointer),
        ("value", Value),
    }.Where(field => field.Value.Length > 0);

    public string Query => QueryString.Create(Fields().Select(one => KeyValuePair.Create(one.Name, (string?)one.Value))).Value ?? "";

    /// <summary>Whether a job is one of them. A secret is not found by its value.</summary>
    public bool Matches(DeadLetter letter, SecretMask mask) =>
        (Group.Length == 0 || LetterGroup.KeyOf(letter).Id == Group)
        && (Id.Length == 0 || letter.MessageId == Id)
        && (Tid.Length == 0 || letter.Tid == Tid)
        && (From is null || letter.DiedAt >= From)
        && (To is null || letter.DiedAt <= To)
        && (Text.Length == 0 || HasText(letter, mask))
        && (Pointer.Length == 0 || HasValue(letter, mask));

    private static LetterFilter Of(Func<string, string> field)
    {
        var problems = new List<string>();
        var filter = new LetterFilter
        {
            Group = field("group"),
            Text = field("text"),
            Id = field("id"),
            Tid = field("tid"),
            From = Moment("from", field("from"), problems),
            To = Moment("to", field("to"), problems),
            Pointer = field("pointer"),
            Value = field("value"),
        };
        if (filter.Pointer.Length > 0 && !JsonPointer.TryParse(filter.Pointer, out _))
        {
            problems.Add($"'{filter.Pointer}' is no JSON Pointer: write it with a slash before each name, as /dock or /items/0/id.");
        }

        return filter with { Problem = problems.Count == 0 ? null : string.Join(' ', problems) };
    }

    private static DateTimeOffset? Moment(string name, string text, List<string> problems)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment))
        {
            return moment;
        }

        problems.Add($"'{name}' is '{text}', which is no time: write it as 2026-11-29T18:00, in UTC.");
        return null;
    }

    private static string Moment(DateTimeOffset? moment) => moment?.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    private bool HasText(DeadLetter letter, SecretMask mask) =>
        Has(letter.MessageId) || Has(letter.Tid) || Has(letter.Name) || Has(letter.Error) || Has(letter.ErrorType)
        || Has(BodyOf(letter, mask));

    private bool Has(string? text) => text?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true;

    private static string BodyOf(DeadLetter letter, SecretMask mask)
    {
        var body = Part(letter);
        if (!mask.HasSecrets)
        {
            return JsonText.Decode(body.Span);
        }

        var shown = mask.Show(body);
        return shown.IsJson ? shown.Json?.ToJsonString() ?? "null" : "";
    }

    private bool HasValue(DeadLetter letter, SecretMask mask)
    {
        if (!JsonPointer.TryParse(Pointer, out var pointer) || mask.Show(Part(letter)) is not { IsJson: true, Json: { } json })
        {
            return false;
        }

        using var document = JsonDocument.Parse(json.ToJsonString());
        return pointer.Find(document.RootElement) is { } found
            && (Value.Length == 0 || (found.ValueKind == JsonValueKind.String ? found.GetString() : found.GetRawText()) == Value);
    }

    /// <summary>As much as a look keeps, so that what is replayed is what was shown.</summary>
    private static ReadOnlyMemory<byte> Part(DeadLetter letter) =>
        letter.Body.Length <= DeadSamples.BodyBytes ? letter.Body : letter.Body[..DeadSamples.BodyBytes];
}
