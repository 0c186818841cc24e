using System.Text.Json;
using System.Text.Json.Nodes;
using Khronos.Schedules;

namespace Khronos.Replication;

/// <summary>
/// The format of documents. What is added and may be ignored raises the version alone: an older replica goes on reading,
/// and keeps what it does not know. What an older one would misread raises <see cref="Needs"/> as well: it then leaves the
/// lead to the newer ones.
/// </summary>
/// <param name="Version">The format that is written.</param>
/// <param name="Needs">The oldest format whose readers understand that.</param>
/// <param name="Upgrades">Each brings a document from one format to the next; the first one from format 1 to 2.</param>
internal sealed record LogFormat(int Version, int Needs, IReadOnlyList<Func<JsonObject, JsonObject>> Upgrades)
{
    public static LogFormat Current { get; } = new(1, 1, []);

    public static JsonElement Write(ScheduleDocument document) =>
        JsonSerializer.SerializeToElement(document, ReplicationJsonContext.Default.ScheduleDocument);

    /// <summary>A document of this or an earlier format, or of a later one that this one may read.</summary>
    public ScheduleDocument Read(int format, JsonElement document)
    {
        if (format >= Version || Upgrades.Count == 0)
        {
            return document.Deserialize(ReplicationJsonContext.Default.ScheduleDocument)!;
        }

        var upgraded = JsonObject.Create(document)!;
        for (var step = format; step < Version; step++)
        {
            upgraded = Upgrades[step - 1](upgraded);
        }

        return upgraded.Deserialize(ReplicationJsonContext.Default.ScheduleDocument)!;
    }
}
