using Ponos.Delivery.Suspects;
using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>One handler's queue at work: takes deliveries as they come and runs as many at a time as the handler allows.</summary>
internal sealed class QueueWorker(
    HandlerPlan plan, JobSlots slots, QueueIntake intake, StartGate gate, JobLine jobLine, LineServices line, PrefetchTuner? tuner)
{
    public HandlerPlan Plan => plan;

    public JobSlots Slots => slots;

    /// <summary>What sees to the number of jobs in hand; none where that is given.</summary>
    public PrefetchTuner? Tuner => tuner;

    public QueueIntake Intake => intake;

    /// <summary>What became of the handler's jobs since the process began.</summary>
    public HandlerTally Tally => jobLine.Tally;

    /// <summary>Which of the queue's jobs could not be moved, and keep their place; none where all could.</summary>
    public StartTrouble? Pinned => jobLine.Pinned;

    /// <summary>Why no job starts though the queue is consumed; none while jobs start.</summary>
    public StartTrouble? Trouble
    {
        get
        {
            if (gate.Trouble is { } trouble)
            {
                return trouble;
            }

            var taken = slots.Taken;
            return taken.Count == slots.Allowed && taken.All(static slot => slot.HasOverrun)
                ? new StartTrouble(
                    taken.Min(static slot => slot.Since),
                    $"all of its {taken.Count} slots are held by handlers "
                        + $"that ignore their cancellation after their timeout of {plan.Timeout}.")
                : null;
        }
    }

    /// <summary>So many at a time from now on, and as many in hand as that takes.</summary>
    public void Allow(int atATime)
    {
        slots.Allow(atATime);
        tuner?.Allowed();
    }

    public Task StartAsync(ITransport transport, CancellationToken cancellationToken)
    {
        slots.Start(RunAsync);
        return intake.StartAsync(transport, cancellationToken);
    }

    private async ValueTask RunAsync(JobSlot slot, Transport.Delivery delivery)
    {
        StartPermit permit = default;
        var since = tuner is null ? 0 : line.Time.GetTimestamp();
        try
        {
            permit = await gate.EnterAsync(slot);
            if (permit.HasWaitedLong)
            {
                // A broker takes back what is in hand for too long, with all that is on its channel.
                intake.HandBack();
            }

            if (!permit.IsGranted || delivery.IsGone || !await intake.MayStartAsync(slot)
                || (delivery is SuspectDelivery suspect && !await suspect.BeginAsync()))
            {
                // One whose channel is gone is handed out again by the broker: it must not run here as well.
                delivery.Requeue();
                return;
            }

            var end = slot.StopWith(line.Abort);
            using var stop = permit.StopWith(end);
            await jobLine.RunAsync(slot, delivery, stop?.Token ?? end);
        }
        catch (Exception exception)
        {
            // The line turns every failure into a verdict. With what still gets here the queue waits, or the job would come again at once.
            line.Log.LineFailed(exception, plan.Queue);
            await slot.WaitAsync(intake.FailedAsync(exception));
            delivery.Requeue();
        }
        finally
        {
            gate.Leave(permit);
            tuner?.Ended(line.Time.GetElapsedTime(since));
        }
    }
}
