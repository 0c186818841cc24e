using System.Text.Json;
using Ponos.Contracts;

namespace Ponos.Publishing;

/// <summary>
/// Makes of a job what is sent: written, checked, and with its transaction id. The id belongs to the envelope: a schema that
/// does not speak of it is shown the job as the application wrote it.
/// </summary>
internal sealed class JobSeal(IJobSerializer serializer, int maxBodyBytes)
{
    /// <summary>Writes a job as its static type is written.</summary>
    /// <exception cref="PublishException">The job breaks its contract, or that cannot be checked now.</exception>
    public void Write<TJob>(JobBody body, Contract contract, TJob job, string? tid)
        where TJob : notnull
    {
        try
        {
            serializer.Write(body, job);
        }
        catch (UnwritableJobException exception)
        {
            throw Unwritable(contract, exception);
        }

        Seal(body, contract, serializer.MayWriteTid(job, typeof(TJob)), tid);
    }

    /// <summary>Writes a job as a type that is known at run time only.</summary>
    /// <exception cref="PublishException">The job breaks its contract, or that cannot be checked now.</exception>
    public void Write(JobBody body, Contract contract, object job, Type type, string? tid)
    {
        try
        {
            serializer.Write(body, job, type);
        }
        catch (UnwritableJobException exception)
        {
            throw Unwritable(contract, exception);
        }

        Seal(body, contract, serializer.MayWriteTid(job, type), tid);
    }

    private void Seal(JobBody body, Contract contract, bool mayHaveTid, string? tid)
    {
        if (!body.IsObject)
        {
            throw NoObject(contract);
        }

        var given = string.IsNullOrEmpty(tid) ? null : tid;
        var own = mayHaveTid ? Find(body, contract) : default;
        if (own.State == TidState.Empty || (own.State == TidState.Given && given is not null))
        {
            body.Cut(own);
            own = default;
        }

        switch (own.State)
        {
            case TidState.Absent when contract.HasTid:
                body.Stamp(given ?? OfTheCause());
                Check(contract, body.Written.Span);
                break;
            case TidState.Absent:
                Check(contract, body.Written.Span);
                body.Stamp(given ?? OfTheCause());
                CheckSize(contract, body.Written.Length);
                break;
            case TidState.Given:
                using (var payload = JobPayload.Read(body.Written))
                {
                    Check(contract, payload.For(contract.HasTid).Span);
                }

                break;
            case TidState.Foreign when given is not null:
                throw new ArgumentException(
                    $"'{contract.Name}' has a property 'tid' of its own that is no text, so it cannot carry the Tid '{given}'. "
                        + "Leave the Tid out, or give the property another name.",
                    nameof(tid));
            default:
                Check(contract, body.Written.Span);
                break;
        }
    }

    private static string? OfTheCause() => JobContext.Current is { Tid.Length: > 0 } cause ? cause.Tid : null;

    /// <summary>Whatever the serializer throws, it is this job that cannot be published.</summary>
    private static InvalidJobException Unwritable(Contract contract, UnwritableJobException exception)
    {
        var violation = new ContractViolation(exception.Pointer, "json", exception.Message);
        return new InvalidJobException(
            contract.Name,
            $"'{contract.Name}' was not published: it cannot be written as JSON ({violation}).",
            [violation],
            exception.InnerException);
    }

    private static TidSpot Find(JobBody body, Contract contract)
    {
        try
        {
            return JobTid.Find(body.Written.Span);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw NoObject(contract);
        }
    }

    private static InvalidJobException NoObject(Contract contract) => new(
        contract.Name,
        $"'{contract.Name}' was not published: the job is not a JSON object. Wrap the value in a record.",
        [new ContractViolation("", "type", "A job is a JSON object.")]);

    private void CheckSize(Contract contract, int bytes)
    {
        if (bytes > maxBodyBytes)
        {
            throw new InvalidJobException(
                contract.Name,
                $"'{contract.Name}' was not published: it has {bytes} bytes, and at most {maxBodyBytes} are taken (Ponos:MaxBodyBytes). " +
                "Store what is large elsewhere and publish where it is.",
                [new ContractViolation("", "size", $"The body has {bytes} bytes; at most {maxBodyBytes} are taken.")]);
        }
    }

    private void Check(Contract contract, ReadOnlySpan<byte> job)
    {
        CheckSize(contract, job.Length);
        if (Violations(contract, job) is { Count: > 0 } violations)
        {
            throw new InvalidJobException(
                contract.Name,
                $"'{contract.Name}' was not published: it breaks its contract ({string.Join("; ", violations)}).",
                violations);
        }
    }

    private static IReadOnlyList<ContractViolation> Violations(Contract contract, ReadOnlySpan<byte> job)
    {
        try
        {
            return contract.Check(job);
        }
        catch (ContractCheckUnavailableException exception)
        {
            throw new PublishException(
                contract.Name, $"'{contract.Name}' was not published: its contract cannot be checked now. {exception.Message}", exception);
        }
    }
}
