namespace Ponos.Benchmarks.EndToEnd;

/// <summary>The names of what is measured, as the JSON has them.</summary>
internal static class Metrics
{
    public const string Publish = "publish";
    public const string Consume1 = "consume1";
    public const string Consume16 = "consume16";
    public const string Retry = "retry";
    public const string Latency = "latencyP99";
    public const string PublishByMany = "publishByMany";
    public const string FirstPublish = "firstPublishCost";
    public const string FirstConsume = "firstConsumeCost";
    public const string FirstPublishReadyToRun = "firstPublishCostReadyToRun";
    public const string FirstConsumeReadyToRun = "firstConsumeCostReadyToRun";
    public const string PublishTraced = "publishTraced";
    public const string ConsumeTraced = "consumeTraced";
}
