using Khronos.Schedules;
using Microsoft.Extensions.Hosting;

namespace Khronos.Hosting;

/// <summary>Opens the book of schedules before the worker server takes the first task about one.</summary>
internal sealed class KhronosOpening(KhronosOptions options, ScheduleBook book) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => book.OpenAsync(KhronosConfiguration.IntervalsOf(options), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
