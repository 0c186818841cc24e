namespace Ponos.Control;

/// <summary>
/// What an operator sees and does on one broker: asks the processes of services over it what they are doing, tells them
/// what to do, and decides about dead and invalid jobs. It needs nothing but the broker. See
/// <c>docs/operating.md</c> for what goes over the wire.
/// </summary>
public interface IOperator
{
    /// <summary>The broker: host, port and virtual host, never a credential.</summary>
    string Broker { get; }

    /// <summary>Why the broker cannot be reached now; <see langword="null"/> while it can.</summary>
    string? Trouble { get; }

    /// <summary>The same operator under the name of whoever asks it, which is logged and told with what is done.</summary>
    /// <param name="name">Who: a login, an address. At most 255 characters are kept.</param>
    /// <returns>An operator on the same connection.</returns>
    IOperator As(string name);

    /// <summary>
    /// Asks processes what they are doing, and takes the answers that come within <see cref="OperatorOptions.AnswerTime"/>.
    /// </summary>
    /// <param name="service">The processes of one service; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A report of each process that answered, by service and instance. A process whose control is off says nothing.</returns>
    /// <exception cref="BrokerUnavailableException">The broker did not take the question.</exception>
    Task<IReadOnlyList<ProcessReport>> DescribeAsync(string? service = null, CancellationToken cancellationToken = default);

    /// <summary>Asks processes for their contracts, with the schemas.</summary>
    /// <param name="service">The processes of one service; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The contracts of each process that answered, by service and instance: processes of one service can differ
    /// while a new version is rolled out.
    /// </returns>
    /// <exception cref="BrokerUnavailableException">The broker did not take the question.</exception>
    Task<IReadOnlyList<ProcessContracts>> ContractsAsync(string? service = null, CancellationToken cancellationToken = default);

    /// <summary>Has a handler's queue left alone, as <see cref="IWorkerControl.PauseAsync"/> does, in the processes that run now.</summary>
    /// <param name="handler">Which handler, in which processes.</param>
    /// <param name="reason">Why; a person reads it in health and log.</param>
    /// <param name="cancellationToken">Gives up waiting for answers; what was told stays told.</param>
    /// <returns>What each process that answered says of it.</returns>
    /// <exception cref="BrokerUnavailableException">The broker did not take the order.</exception>
    Task<IReadOnlyList<OrderResult>> PauseAsync(HandlerAddress handler, string reason, CancellationToken cancellationToken = default);

    /// <summary>Ends a pause that <see cref="PauseAsync"/> or <see cref="IWorkerControl.PauseAsync"/> began.</summary>
    /// <param name="handler">Which handler, in which processes.</param>
    /// <param name="cancellationToken">Gives up waiting for answers; what was told stays told.</param>
    /// <returns>What each process that answered says of it.</returns>
    /// <exception cref="BrokerUnavailableException">The broker did not take the order.</exception>
    Task<IReadOnlyList<OrderResult>> ResumeAsync(HandlerAddress handler, CancellationToken cancellationToken = default);

    /// <summary>Changes how many jobs of a handler run at a time in each process, until that process ends.</summary>
    /// <param name="handler">Which handler, in which processes.</param>
    /// <param name="concurrency">
    /// How many. From 1. What the handler is configured with may be exceeded, but for a prefetch that is a number, a concurrency
    /// that is shared and a handler that keeps order.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting for answers; what was told stays told.</param>
    /// <returns>What each process that answered says of it.</returns>
    /// <exception cref="BrokerUnavailableException">The broker did not take the order.</exception>
    Task<IReadOnlyList<OrderResult>> SetConcurrencyAsync(
        HandlerAddress handler, int concurrency, CancellationToken cancellationToken = default);

    /// <summary>Cancels the token of a job that runs now. Its outcome is <see cref="JobOutcome.Cancelled"/>.</summary>
    /// <param name="handler">Which handler, in which processes.</param>
    /// <param name="messageId">The job's unique id.</param>
    /// <param name="then">What becomes of the job when its handler has ended.</param>
    /// <param name="cancellationToken">Gives up waiting for answers; what was told stays told.</param>
    /// <returns>What each process that answered says of it: one of them had the job, if it still ran.</returns>
    /// <exception cref="BrokerUnavailableException">The broker did not take the order.</exception>
    Task<IReadOnlyList<OrderResult>> CancelAsync(
        HandlerAddress handler, string messageId, CancelledJob then = CancelledJob.Dead, CancellationToken cancellationToken = default);

    /// <summary>Looks at one queue, without changing anything.</summary>
    /// <param name="queue">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// What the broker says of it; <see langword="null"/> when there is no such queue, or it is a process's own, as of a broadcast.
    /// </returns>
    Task<QueueReport?> LookAsync(string queue, CancellationToken cancellationToken = default);

    /// <summary>
    /// The dead and invalid jobs of a service, whether or not one of its processes runs. Any name of a job is taken;
    /// one without queues has no jobs.
    /// </summary>
    /// <param name="service">The service's name.</param>
    /// <returns>
    /// Its dead and invalid jobs. What is replayed, replaced or dropped through it is told as the event
    /// <c>ponos.operation.performed</c>.
    /// </returns>
    IOperatedDeadLetters DeadLettersOf(string service);

    /// <summary>
    /// Publishes a job. It is checked against the contract of the processes that receive it, as <see cref="ContractsAsync"/>
    /// tells it; without any of those it is sent unchecked only where that is asked for.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its id and tid, and the contract that it was checked against.</returns>
    /// <exception cref="InvalidJobException">It breaks the contract; nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">
    /// Nobody who receives it told a contract, and <see cref="OperatorJob.Unchecked"/> is not set.
    /// </exception>
    /// <exception cref="PublishException">The broker did not take it.</exception>
    Task<OperatorPublished> PublishAsync(OperatorJob job, CancellationToken cancellationToken = default);

    /// <summary>Reads the journal, the oldest entries first, up to those that are there when the reading begins.</summary>
    /// <param name="query">From when, and which entries.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The entries; none where no journal is kept.</returns>
    IAsyncEnumerable<Journal.JournalEntry> ReadJournalAsync(Journal.JournalQuery query, CancellationToken cancellationToken = default);
}
