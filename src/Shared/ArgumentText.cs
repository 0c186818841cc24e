namespace Ponos.Diagnostics;

/// <summary>What an <see cref="ArgumentException"/> says to somebody who called no method.</summary>
internal static class ArgumentText
{
    /// <summary>Its message without the parameter's name and value, which .NET puts behind it.</summary>
    public static string Of(ArgumentException exception)
    {
        var message = exception.Message;
        return exception.ParamName is { } parameter
            && message.IndexOf($" (Parameter '{parameter}')", StringComparison.Ordinal) is var end and > 0
            ? message[..end]
            : message;
    }
}
