using System.Collections;

namespace Ponos.Core.Tests.Support;

/// <summary>What of an exception throws itself when it is read.</summary>
public enum Hostile
{
    Nothing,
    Message,
    NullMessage,
    Text,
    Stack,
    Data,
    Everything,
}

/// <summary>Exceptions of applications that cannot be read without another exception.</summary>
internal static class HostileExceptions
{
    public static T Read<T>(Hostile how, Hostile what, T value) =>
        how == what || how == Hostile.Everything ? throw new InvalidOperationException($"The {what} of an exception threw.") : value;

    internal sealed class Failing(Hostile how) : IOException("failed")
    {
        public override string Message => how == Hostile.NullMessage ? null! : Read(how, Hostile.Message, base.Message);

        public override string? StackTrace => Read(how, Hostile.Stack, base.StackTrace);

        public override IDictionary Data => Read(how, Hostile.Data, base.Data);

        public override string ToString() => Read(how, Hostile.Text, "failed");
    }

    internal sealed class Stopping(Hostile how) : WorkerStopException("stopped")
    {
        public override string Message => how == Hostile.NullMessage ? null! : Read(how, Hostile.Message, base.Message);

        public override string? StackTrace => Read(how, Hostile.Stack, base.StackTrace);

        public override IDictionary Data => Read(how, Hostile.Data, base.Data);

        public override string ToString() => Read(how, Hostile.Text, "stopped");
    }

    internal sealed class Breaking(Hostile how) : BrokenContractException("invalid")
    {
        public override string Message => how == Hostile.NullMessage ? null! : Read(how, Hostile.Message, base.Message);

        public override string? StackTrace => Read(how, Hostile.Stack, base.StackTrace);

        public override IDictionary Data => Read(how, Hostile.Data, base.Data);

        public override string ToString() => Read(how, Hostile.Text, "invalid");
    }
}
