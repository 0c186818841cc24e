using System.Collections.Concurrent;
using System.Text.Json;
using Ponos.Diagnostics;
using Ponos.Topology;
using Ponos.Transport;

namespace Ponos.Control;

/// <summary>
/// An operator's connection: sends questions and gathers what is answered in time. It connects when it is first used, and
/// again when that failed.
/// </summary>
internal sealed class OperatorLine(Func<ITransport> connect, OperatorOptions options, TimeProvider time, QuietLog log) : IAsyncDisposable
{
    /// <summary>Those who answered the last time have answered again, and others had as long.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(150);

    private const int Prefetch = 1000;
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(30);

    private readonly string _word = UniqueId.Random().ToString("N");
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly ConcurrentDictionary<string, Gathering> _asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, HashSet<string>> _known = new(StringComparer.Ordinal);
    private ITransport? _transport;
    private IReceiver? _answers;
    private bool _told;
    private bool _disposed;

    /// <summary>The connection; nothing is sent over it yet.</summary>
    public ITransport Transport
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return _transport ??= connect();
            }
        }
    }

    public TimeProvider Time => time;

    public TimeSpan Timeout { get; } = SendTimeout;

    public QuietLog Log => log;

    /// <summary>Asks.</summary>
    /// <param name="name">The question.</param>
    /// <param name="question">What it says.</param>
    /// <param name="service">Who is asked; <see langword="null"/> for all.</param>
    /// <param name="instance">The one process that is asked; <see langword="null"/> for all of the service.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was answered in time.</returns>
    public async Task<IReadOnlyList<ControlAnswer>> AskAsync(
        string name, ControlQuestion question, string? service, string? instance, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var target = service is null ? ControlTopology.Everybody : ControlTopology.KeyOf(service, instance);
        var id = UniqueId.Ordered(time.GetUtcNow()).ToString();
        var gathering = new Gathering(_known.GetValueOrDefault(target) ?? [], expected: instance is null ? 0 : 1);
        _asked[id] = gathering;
        try
        {
            await SendAsync(
                new OutgoingJob
                {
                    Address = JobAddress.Through(
                        ControlContracts.IsOrder(name) ? ControlTopology.Orders : ControlTopology.Questions, target),
                    Name = name,
                    Type = name,
                    Body = JsonSerializer.SerializeToUtf8Bytes(question, ControlJson.Default.ControlQuestion),
                    MessageId = id,
                    Timestamp = time.GetUtcNow(),
                    Properties = new MessageProperties
                    {
                        ContentType = MessageProperties.Json,
                        CorrelationId = id,
                        ReplyTo = ControlTopology.AnswerKey(_word),
                    },
                },
                cancellationToken);
            await WaitAsync(gathering, cancellationToken);
        }
        finally
        {
            _asked.TryRemove(id, out _);
        }

        var answers = gathering.End();
        _known[target] = [.. gathering.Instances];
        return answers;
    }

    /// <summary>Sends one message, and waits for its confirmation.</summary>
    public async Task SendAsync(OutgoingJob job, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(SendTimeout, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await Transport.SendAsync(job, deadline.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnavailableException(
                job.Name,
                $"'{job.Name}' was not confirmed by {Transport.Description} within {SendTimeout}. It may have been taken all the same.",
                mayHaveBeenTaken: true,
                exception);
        }
    }

    /// <summary>Tells everybody who listens what was done. Where that fails it was done all the same.</summary>
    public async Task TellAsync(OperationPerformed operation)
    {
        try
        {
            using var deadline = new CancellationTokenSource(SendTimeout, time);
            if (!_told)
            {
                await Transport.DeclareAsync(TopologyPlan.Event(OperationPerformed.EventName), deadline.Token);
                _told = true;
            }

            var id = UniqueId.Ordered(time.GetUtcNow()).ToString();
            await Transport.SendAsync(
                new OutgoingJob
                {
                    Address = JobAddress.Event(OperationPerformed.EventName),
                    Name = OperationPerformed.EventName,
                    Type = OperationPerformed.EventName,
                    Body = OperatorBody.Stamp(
                        JsonSerializer.SerializeToUtf8Bytes(operation, ControlJson.Default.OperationPerformed), tid: null),
                    MessageId = id,
                    Timestamp = time.GetUtcNow(),
                },
                deadline.Token);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            log.OperationNotTold(ForeignText.Name(operation.By), ForeignText.MessageOf(exception));
        }
    }

    public async ValueTask DisposeAsync()
    {
        ITransport? transport;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            transport = _transport;
        }

        if (transport is not null)
        {
            await transport.DisposeAsync();
        }

        _opening.Dispose();
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _answers) is not null)
        {
            return;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_answers is null)
            {
                using var late = new CancellationTokenSource(SendTimeout, time);
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
                var shape = ControlTopology.OfOperator(_word);
                await Transport.DeclareAsync(shape, deadline.Token);
                Volatile.Write(ref _answers, await Transport.ReceiveAsync(shape.Queues[0].Name, Prefetch, Take, deadline.Token));
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task WaitAsync(Gathering gathering, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        await Settled(gathering.Complete, options.AnswerTime, cancellationToken);
        if (gathering.Complete.IsCompleted && !gathering.IsForOne && ShortestWait - time.GetElapsedTime(began) is { Ticks: > 0 } rest)
        {
            await Settled(gathering.Never, rest < options.AnswerTime ? rest : options.AnswerTime, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task Settled(Task task, TimeSpan limit, CancellationToken cancellationToken) =>
        await task.WaitAsync(limit, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Takes an answer; what nobody waits for, or cannot be read, is dropped.</summary>
    private void Take(Transport.Delivery delivery)
    {
        try
        {
            if (delivery.CorrelationId is { } id && _asked.TryGetValue(id, out var gathering)
                && JsonSerializer.Deserialize(delivery.Body.Span, ControlJson.Default.ControlAnswer) is { } answer)
            {
                gathering.Add(answer);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            log.QuestionRefused("", ForeignText.MessageOf(exception));
        }
        finally
        {
            delivery.Ack();
        }
    }

    /// <summary>The answers to one question as they come.</summary>
    private sealed class Gathering(HashSet<string> known, int expected)
    {
        private readonly Lock _gate = new();
        private readonly List<ControlAnswer> _answers = [];
        private readonly HashSet<string> _instances = new(StringComparer.Ordinal);
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _ended;

        /// <summary>Whether one process was asked, and no other can answer.</summary>
        public bool IsForOne => expected == 1;

        /// <summary>Completes when everybody who is known has answered.</summary>
        public Task Complete => _complete.Task;

        public Task Never { get; } = new TaskCompletionSource().Task;

        public IReadOnlyCollection<string> Instances => _instances;

        public void Add(ControlAnswer answer)
        {
            lock (_gate)
            {
                if (_ended)
                {
                    return;
                }

                _answers.Add(answer);
                if (!answer.More && (answer.Report?.Instance ?? answer.Contracts?.Instance ?? answer.Result?.Instance) is { } instance)
                {
                    _instances.Add(instance);
                }

                if (expected > 0 ? _instances.Count >= expected : known.Count > 0 && known.IsSubsetOf(_instances))
                {
                    _complete.TrySetResult();
                }
            }
        }

        public List<ControlAnswer> End()
        {
            lock (_gate)
            {
                _ended = true;
                return _answers;
            }
        }
    }
}
