using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ponos.Benchmarks.Jobs;

/// <summary>How both sides write and read the jobs, generated at compile time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ImageJob))]
[JsonSerializable(typeof(StampedJob))]
[JsonSerializable(typeof(ImageSeen))]
[JsonSerializable(typeof(ShopOrder))]
internal sealed partial class ImageJson : JsonSerializerContext;
