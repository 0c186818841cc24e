using System.Text.Json.Nodes;

namespace Ponos.Faults.Worker;

/// <summary>A later format of schedules.</summary>
internal static class Later
{
    public static JsonObject Upgrade(JsonObject document)
    {
        document["generation"] = (document["generation"]?.GetValue<int>() ?? 1) + 1;
        return document;
    }
}
