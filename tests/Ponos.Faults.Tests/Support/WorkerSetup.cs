using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;

namespace Ponos.Faults.Tests.Support;

/// <summary>How a test's worker differs from the ordinary one.</summary>
internal sealed record WorkerSetup
{
    /// <summary>The service's name. Default: one that nobody else has.</summary>
    public string? Service { get; init; }

    /// <summary>The task's name. Default: the service's, with <c>.work</c>.</summary>
    public string? Task { get; init; }

    /// <summary>What runs before a job counts as handled. Default: nothing.</summary>
    public Func<JobContext, System.Threading.Tasks.Task>? Handle { get; init; }

    public HandlerSettings? Settings { get; init; }

    public string? Schema { get; init; }

    public Action<PonosOptions>? Options { get; init; }

    /// <summary>What it says of its broker in code, besides where that is.</summary>
    public Action<RabbitMqOptions>? Broker { get; init; }

    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Where to record what was handled, for a worker that goes on where another ended.</summary>
    public HandledJobs? Handled { get; init; }
}
