using Ponos.Faults.Tests.Support;

namespace Ponos.Faults.Tests.Contract;

/// <summary>What the suites of the contract start from: a rig for each test, and workers that end with it.</summary>
[Parallelizable(ParallelScope.Self)]
internal abstract class ContractFixture<TRig>
    where TRig : IDeliveryRig, new()
{
    /// <summary>No test takes longer, in milliseconds.</summary>
    protected const int Bound = 120_000;

    private readonly List<WorkerHost> _workers = [];

    protected TRig Rig { get; private set; } = default!;

    protected string Service { get; private set; } = "";

    [SetUp]
    public void NewRig()
    {
        Rig = new TRig();
        Service = WorkerHost.NewService();
    }

    [TearDown]
    public async Task EndRigAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }

        _workers.Clear();
        await Rig.DisposeAsync();
    }

    /// <summary>Starts a worker of the test's service.</summary>
    protected async Task<WorkerHost> StartAsync(WorkerSetup setup)
    {
        var worker = await Rig.StartAsync(setup with { Service = Service });
        _workers.Add(worker);
        return worker;
    }

    protected static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(number => $"job-{number:D2}")];

    protected static Task PublishAsync(WorkerHost worker, string[] ids) => Task.WhenAll(ids.Select(id => worker.PublishTaskAsync(id)));
}
