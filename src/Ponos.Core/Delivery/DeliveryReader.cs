using Ponos.Contracts;
using Ponos.Retry;

namespace Ponos.Delivery;

/// <summary>Reads a delivery as a job of its handler: decode, validate. What is not to be run is a verdict.</summary>
internal sealed class DeliveryReader(HandlerPlan plan, LineServices line)
{
    /// <summary>Reads what the delivery says of itself.</summary>
    public Verdict? Decode(Transport.Delivery delivery, out IncomingJob job, out JobPayload text)
    {
        var tries = JobEnvelope.ReadTries(delivery.Headers, plan.Retry.MaxAttempts, line.Time);
        text = default;
        var violation = Defect(delivery);
        if (violation is null)
        {
            try
            {
                text = JobPayload.Read(delivery.Body);
            }
            catch (Exception exception)
            {
                // Whatever a body does to the reader, it is the body's fault: never a crash, never a retry.
                violation = BodyDefect.Of(delivery, exception);
            }
        }

        job = new IncomingJob(delivery, plan, tries, violation is null ? text.Tid ?? TransactionId.New() : null);
        return violation is null
            ? null
            : Verdict.Broken(violation.Keyword is "size" or "json" ? JobOutcome.Undecodable : JobOutcome.Invalid, tries, violation);
    }

    /// <summary>Checks the job against its contract and reads it into the handler's type.</summary>
    public Verdict? Validate(IncomingJob job, in JobPayload text, out object? payload)
    {
        payload = null;
        try
        {
            if (plan.Contract.Check(text.For(plan.Contract.HasTid).Span) is { Count: > 0 } violations)
            {
                // The place of what is no JSON is to be that in the body, with its tid.
                return BodyDefect.Is(violations)
                    ? new Verdict(JobOutcome.Undecodable, job.Tries) { Violations = plan.Contract.Check(text.Body.Span) }
                    : new Verdict(JobOutcome.Invalid, job.Tries) { Violations = violations };
            }
        }
        catch (ContractCheckUnavailableException exception)
        {
            return new Verdict(JobOutcome.Interrupted, job.Tries)
            {
                Error = exception,
                Pause = new PauseOrder(PauseCause.Contract, exception.Message)
                {
                    Look = PauseOrder.Step,
                    IsOver = plan.Contract.IsAvailable,
                },
            };
        }
        catch (Exception exception)
        {
            // Nothing is known of the job then: it is tried again as one whose handler failed, and not for ever.
            return FailureRule.Judge(
                new AttemptEnd(exception),
                job.Tries,
                plan.Retry,
                line.Abort.IsCancellationRequested,
                line.Time.GetUtcNow(),
                Random.Shared.NextDouble());
        }

        try
        {
            payload = plan.Invoker.Read(job.Name, text.For(plan.Invoker.HasTid));
            return null;
        }
        catch (Exception exception)
        {
            var pointer = exception is System.Text.Json.JsonException { Path: { } path } ? JsonPath.ToPointer(path) : "";
            return Verdict.Broken(
                JobOutcome.Invalid,
                job.Tries,
                new ContractViolation(
                    pointer, "type", $"The job does not deserialise as {plan.Descriptor.JobType.Name} ({exception.GetType().Name})."));
        }
    }

    /// <summary>What is wrong with a delivery before its body is looked at.</summary>
    private ContractViolation? Defect(Transport.Delivery delivery) =>
        delivery.Body.Length > line.MaxBodyBytes
            ? new ContractViolation("", "size", $"The body has {delivery.Body.Length} bytes; at most {line.MaxBodyBytes} are read.")
        : delivery.HeaderFault is { } fault ? new ContractViolation("", "headers", fault)
        : line.RequireUserId && delivery.UserId is null
            ? new ContractViolation("", "user_id", "must be published with the AMQP property user_id, which the broker checks")
        : EventName.Defect(delivery, plan.Descriptor);
}
