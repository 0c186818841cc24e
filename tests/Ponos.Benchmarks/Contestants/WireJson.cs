using System.Text.Json.Serialization;

namespace Ponos.Benchmarks.Contestants;

/// <summary>Orders and samples between the processes, a line each.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Sample))]
[JsonSerializable(typeof(Timers.TimerSample))]
internal sealed partial class WireJson : JsonSerializerContext;
