namespace Ponos;

/// <summary>
/// Publishes jobs: checked against their contract, stamped with the transaction id, and confirmed by the broker before
/// the call completes.
/// </summary>
public interface IPublisher
{
    /// <summary>
    /// Publishes a job whose record declares its contract. Where the static type declares none, the job's own type and then
    /// those that it derives from are asked.
    /// </summary>
    /// <typeparam name="TJob">The record, with <see cref="TaskAttribute"/> or <see cref="EventAttribute"/>.</typeparam>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Gives up waiting. The job may have been taken all the same.</param>
    /// <returns>A task that completes when the broker has confirmed the job.</returns>
    /// <exception cref="UndeclaredJobException">The type declares no contract of the service.</exception>
    /// <exception cref="InvalidJobException">The job breaks its contract.</exception>
    /// <exception cref="UnroutableTaskException">The task has no queue.</exception>
    /// <exception cref="PublishRejectedException">The broker refused the job.</exception>
    /// <exception cref="BrokerUnavailableException">The broker could not be reached, or did not confirm before the deadline.</exception>
    Task PublishAsync<TJob>(TJob job, CancellationToken cancellationToken = default)
        where TJob : notnull;

    /// <summary>Publishes a job whose record declares its contract, with options.</summary>
    /// <typeparam name="TJob">The record, with <see cref="TaskAttribute"/> or <see cref="EventAttribute"/>.</typeparam>
    /// <param name="job">The job.</param>
    /// <param name="options">Where, when and how.</param>
    /// <param name="cancellationToken">Gives up waiting. The job may have been taken all the same.</param>
    /// <returns>A task that completes when the broker has confirmed the job.</returns>
    /// <exception cref="PublishException">As without options.</exception>
    Task PublishAsync<TJob>(TJob job, PublishOptions options, CancellationToken cancellationToken = default)
        where TJob : notnull;

    /// <summary>Publishes a task by its name.</summary>
    /// <param name="name">The task's name. The service must have declared it: by a record, a handler or <c>DeclareTask</c>.</param>
    /// <param name="job">
    /// The job: a <see cref="System.Text.Json.JsonElement"/>, a <see cref="Job"/>, or an object that is serialised.
    /// </param>
    /// <param name="options">Where, when and how; or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up waiting. The job may have been taken all the same.</param>
    /// <returns>A task that completes when the broker has confirmed the job.</returns>
    /// <exception cref="PublishException">As by type.</exception>
    Task PublishTaskAsync(string name, object job, PublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes an event by its name.</summary>
    /// <param name="name">
    /// The event's name. The service must have declared it, or a pattern that it matches: by a record, a
    /// handler or <c>DeclareEvent</c>.
    /// </param>
    /// <param name="job">
    /// The job: a <see cref="System.Text.Json.JsonElement"/>, a <see cref="Job"/>, or an object that is serialised.
    /// </param>
    /// <param name="options">When and how; or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up waiting. The job may have been taken all the same.</param>
    /// <returns>A task that completes when the broker has confirmed the job.</returns>
    /// <exception cref="PublishException">As by type.</exception>
    Task PublishEventAsync(string name, object job, PublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Checks a job against its contract, as a publish does before it sends; nothing is sent.</summary>
    /// <typeparam name="TJob">The record, as for a publish.</typeparam>
    /// <param name="job">The job.</param>
    /// <returns>Each place where the job breaks its contract; empty for a job that can be published.</returns>
    /// <exception cref="UndeclaredJobException">The type declares no contract of the service.</exception>
    /// <exception cref="PublishException">The contract cannot be checked now.</exception>
    IReadOnlyList<ContractViolation> Validate<TJob>(TJob job)
        where TJob : notnull;

    /// <summary>Checks a job against the contract of its name, as a publish does before it sends; nothing is sent.</summary>
    /// <param name="kind">Whether the job is a task or an event.</param>
    /// <param name="name">The job's name.</param>
    /// <param name="job">The job.</param>
    /// <returns>Each place where the job breaks its contract; empty for a job that can be published.</returns>
    /// <exception cref="UndeclaredJobException">The service declares no job of that kind and name.</exception>
    /// <exception cref="PublishException">The contract cannot be checked now.</exception>
    IReadOnlyList<ContractViolation> Validate(JobKind kind, string name, object job);
}
