using NUnit.Framework.Interfaces;
using Ponos.Faults.Tests.Support;

namespace Ponos.Faults.Tests;

/// <summary>What the tests of faults start from. Each prints what was measured in a line that begins <c>fault N:</c>.</summary>
[Parallelizable(ParallelScope.Self)]
internal abstract class FaultFixture
{
    /// <summary>No test takes longer, in milliseconds.</summary>
    protected const int Bound = 240_000;

    private readonly List<IAsyncDisposable> _owned = [];

    [TearDown]
    public async Task EndAsync()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed)
        {
            foreach (var worker in _owned.OfType<WorkerHost>())
            {
                await TestContext.Out.WriteLineAsync(worker.Log.ToString());
            }
        }

        foreach (var owned in Enumerable.Reverse(_owned))
        {
            await owned.DisposeAsync();
        }

        _owned.Clear();
    }

    protected T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    protected async Task<WorkerHost> StartWorkerAsync(string uri, WorkerSetup? setup = null) =>
        Own(await WorkerHost.StartAsync(uri, setup));

    protected async Task<Load> StartLoadAsync(WorkerHost worker) => Own(await Load.StartAsync(worker));

    /// <summary>Prints what a fault cost.</summary>
    /// <param name="fault">Its number in the table.</param>
    /// <param name="recovery">How long after the fault jobs flowed again, where that has a meaning.</param>
    /// <param name="what">What else was seen.</param>
    protected static void Report(int fault, TimeSpan? recovery, object what)
    {
        var line = recovery is { } time ? $"fault {fault}: recovered in {time.TotalSeconds:0.0} s; {what}" : $"fault {fault}: {what}";
        TestContext.Progress.WriteLine(line);
        TestContext.Out.WriteLine(line);
    }
}
