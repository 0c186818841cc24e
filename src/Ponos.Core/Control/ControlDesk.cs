using System.Text.Json;
using System.Threading.Channels;
using Ponos.Delivery;
using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Control;

/// <summary>
/// Answers an operator for one service in this process. Nothing is sent while nobody asks, one question is answered at a
/// time, and whatever goes wrong here, jobs go on.
/// </summary>
internal sealed class ControlDesk(
    ProcessIdentity identity,
    ServiceState state,
    IReadOnlyList<QueueWorker> workers,
    WorkerControl control,
    ITransport transport,
    TimeProvider time,
    QuietLog log)
{
    /// <summary>Asked faster than it answers, it forgets the rest.</summary>
    private const int MostWaiting = 64;

    private const int BytesOfAnAnswer = 512 * 1024;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StartWaits = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMinutes(1);

    private readonly ControlContracts _contracts = new();
    private readonly Channel<Transport.Delivery> _waiting =
        Channel.CreateBounded<Transport.Delivery>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Begins to answer, until the service stops taking jobs. Returns when the process's queue is open, so that health is
    /// whole at the end of a start; or when the first try has failed or takes long, for jobs do not wait for operators.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (state.Level != ControlLevel.Off)
        {
            _ = RunAsync(cancellationToken);
            await _tried.Task.WaitAsync(StartWaits, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken) is not { } receiver)
        {
            return;
        }

        _tried.TrySetResult();
        try
        {
            await foreach (var question in _waiting.Reader.ReadAllAsync(cancellationToken))
            {
                await AnswerAsync(question, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }

        await CloseAsync(receiver);
    }

    /// <summary>Opens the process's queue; tries again later where that is refused, for a right may still be granted.</summary>
    private async Task<IReceiver?> OpenAsync(CancellationToken cancellationToken)
    {
        var shape = ControlTopology.OfProcess(identity.Service, identity.Instance);
        for (var tries = 0; !cancellationToken.IsCancellationRequested; tries++)
        {
            try
            {
                await transport.DeclareAsync(shape, cancellationToken);
                return await transport.ReceiveAsync(shape.Queues[0].Name, MostWaiting, Take, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                _tried.TrySetResult();
                if (tries == 0)
                {
                    log.ControlUnavailable(identity.Service, ForeignText.MessageOf(exception));
                }
            }
            catch (Exception)
            {
                break;
            }

            await Task.Delay(BetweenTries, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    private void Take(Transport.Delivery question)
    {
        if (!_waiting.Writer.TryWrite(question))
        {
            question.Ack();
        }
    }

    private async Task AnswerAsync(Transport.Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            if (Read(delivery) is { } question)
            {
                await foreach (var answer in AnswersAsync(delivery.Name!, question, cancellationToken))
                {
                    await SendAsync(delivery, answer, cancellationToken);
                }
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            log.QuestionRefused(identity.Service, ForeignText.MessageOf(exception));
        }
        finally
        {
            delivery.Ack();
        }
    }

    /// <summary>A question that keeps its contract and says where the answer goes; from outside, as all is here.</summary>
    private ControlQuestion? Read(Transport.Delivery delivery)
    {
        // Who may write to which exchange is the broker's to judge; who may write to the default exchange reaches every queue.
        var exchange = ControlContracts.IsOrder(delivery.Name) ? ControlTopology.Orders : ControlTopology.Questions;
        var refusal = delivery.Exchange != exchange ? $"it did not come through {exchange}."
            : !ControlTopology.IsAnswerKey(delivery.ReplyTo) ? "its reply_to is no key of an operator."
            : delivery.Body.Length > ControlContracts.MostBytes ? "it is too large."
            : _contracts.Check(delivery.Name, delivery.Body.Span) switch
            {
                null => "there is no such question.",
                { Count: > 0 } violations => string.Join("; ", violations),
                _ => null,
            };
        if (refusal is not null)
        {
            log.QuestionRefused(identity.Service, ForeignText.Sentence(refusal));
            return null;
        }

        return JsonSerializer.Deserialize(delivery.Body.Span, ControlJson.Default.ControlQuestion);
    }

    private async IAsyncEnumerable<ControlAnswer> AnswersAsync(
        string name, ControlQuestion question, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        switch (name)
        {
            case ControlContracts.Describe:
                yield return new ControlAnswer { Report = await state.ReportAsync(cancellationToken) };
                break;
            case ControlContracts.Contracts:
                ProcessContracts[] parts = [.. state.Contracts(BytesOfAnAnswer)];
                for (var i = 0; i < parts.Length; i++)
                {
                    yield return new ControlAnswer { Contracts = parts[i], More = i < parts.Length - 1 };
                }

                break;
            default:
                yield return new ControlAnswer { Result = Obey(name, question) };
                break;
        }
    }

    private OrderResult Obey(string name, ControlQuestion question)
    {
        var (done, message) = Do(name, question);
        log.OrderTaken(
            ForeignText.Name(question.By),
            identity.Service,
            name[(name.LastIndexOf('.') + 1)..],
            ForeignText.Name(question.JobName),
            ForeignText.Sentence(message));
        return new OrderResult { Service = identity.Service, Instance = identity.Instance, Done = done, Message = message };
    }

    private (bool Done, string Message) Do(string name, ControlQuestion question)
    {
        if (state.Level != ControlLevel.Full)
        {
            return (false, $"This process takes no orders: Ponos:Control is {state.Level}. Set it to Full.");
        }

        var jobName = question.JobName!;
        if (workers.FirstOrDefault(worker => worker.Plan.Descriptor.Name == jobName) is not { } worker)
        {
            return (false,
                $"It has no handler for that job. It has: {string.Join(", ", workers.Select(known => known.Plan.Descriptor.Name))}.");
        }

        switch (name)
        {
            case ControlContracts.Pause:
                // Not awaited: what runs may take long, and the operator sees the state.
                _ = control.PauseAsync(jobName, $"{ForeignText.Sentence(question.Reason)} ({ForeignText.Name(question.By)})");
                return (true, "Paused.");
            case ControlContracts.Resume:
                control.Resume(jobName);
                return (true,
                    worker.Intake.Pauses.Count == 0
                        ? "Resumed."
                        : $"Resumed, and paused all the same: {worker.Intake.Pauses[0].Order.Reason}");
            case ControlContracts.Concurrency:
                return Allow(worker, question.Concurrency!.Value);
            default:
                return worker.Slots.TryCancel(question.MessageId!, new JobCancellation(question.By, question.Then == CancelledJob.Again))
                    ? (true, "Cancelled: its token is, and its handler has the word.")
                    : (false, "It does not run here.");
        }
    }

    private static (bool Done, string Message) Allow(QueueWorker worker, int concurrency)
    {
        if (worker.Plan.MostAtATime is var (most, why) && concurrency > most)
        {
            return (false, $"No more than {most} at a time: {why}");
        }

        worker.Allow(concurrency);
        return (true, $"{concurrency} at a time from now on.");
    }

    private async Task SendAsync(Transport.Delivery question, ControlAnswer answer, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(AnswerTimeout, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        await transport.SendAsync(
            new OutgoingJob
            {
                Address = JobAddress.Through(ControlTopology.Answers, question.ReplyTo!),
                Name = ControlContracts.Answer,
                Type = ControlContracts.Answer,
                Body = JsonSerializer.SerializeToUtf8Bytes(answer, ControlJson.Default.ControlAnswer),
                MessageId = UniqueId.Ordered(time.GetUtcNow()).ToString(),
                AppId = identity.Service,
                Timestamp = time.GetUtcNow(),
                Properties = new MessageProperties { ContentType = MessageProperties.Json, CorrelationId = question.CorrelationId },
            },
            deadline.Token);
    }

    private static async Task CloseAsync(IReceiver receiver)
    {
        try
        {
            await receiver.DisposeAsync();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Its connection ends it.
        }
    }
}
