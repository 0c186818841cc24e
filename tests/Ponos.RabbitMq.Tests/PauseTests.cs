using Ponos.Contracts;
using Ponos.RabbitMq.Tests.Support;

namespace Ponos.RabbitMq.Tests;

/// <summary>A queue whose jobs cannot be checked for a while: its consumer leaves, and comes back.</summary>
internal sealed class PauseTests : WorkerFixture
{
    [Test, CancelAfter(Bound)]
    public async Task Deliver_ChecksUnavailable_LeavesTheQueueAloneAndComesBack(CancellationToken cancellationToken)
    {
        var contracts = new ExhaustedContracts();
        var name = Unique("pause");
        var service = await StartMappedAsync(name, builder => builder
            .UseJson(_ => new JobJson(new SystemTextJsonSerializer(SystemTextJsonSerializer.CreateOptions()), contracts))
            .MapTask("job", (Job _) => Task.CompletedTask));
        var other = await StartMappedAsync(Unique("other"), builder => builder.DeclareTask("job", service: name));
        for (var i = 0; i < 10; i++)
        {
            await other.Publisher.PublishTaskAsync("job", new { i }, cancellationToken: cancellationToken);
        }

        await service.Jobs.SettledAsync("job", JobOutcome.Interrupted, cancellationToken);
        await EventuallyAsync(
            async () => await CountAsync($"{name}.job") == 10, TimeSpan.FromSeconds(10), "all jobs are back in the queue");
        Assert.That((await Raw.QueueDeclarePassiveAsync($"{name}.job", cancellationToken)).ConsumerCount, Is.Zero);

        contracts.Exhausted = false;
        await EventuallyAsync(
            () => Task.FromResult(service.Jobs.Settled.Count(job => job.Outcome == JobOutcome.Succeeded) == 10),
            TimeSpan.FromSeconds(45),
            "all were handled");
        Assert.That(service.Jobs.Settled, Has.Count.EqualTo(11), "One met the end and went back; each was handled once.");
    }

    /// <summary>Has no verdict on any job until it is told to.</summary>
    private sealed class ExhaustedContracts : IContractCompiler, IContractValidator
    {
        private volatile bool _exhausted = true;

        public bool Exhausted
        {
            set => _exhausted = value;
        }

        public IContractValidator Compile(string schema) => this;

        public IReadOnlyList<ContractViolation> Check(ReadOnlySpan<byte> job) =>
            _exhausted ? throw new ContractCheckUnavailableException("There are no more today.") : [];

        public bool IsAvailable() => !_exhausted;
    }
}
