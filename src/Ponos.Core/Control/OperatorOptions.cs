namespace Ponos.Control;

/// <summary>How an operator works.</summary>
public sealed class OperatorOptions
{
    /// <summary>Who acts where nobody else is named by <see cref="IOperator.As"/>.</summary>
    /// <value>Default: the user and the host that the process runs as and on, <c>ada@console-1</c>.</value>
    public string Name { get; set; } = $"{Environment.UserName}@{Environment.MachineName}";

    /// <summary>How long answers are awaited. It ends sooner when everybody known has answered.</summary>
    /// <value>Default: 1 second. From 50 milliseconds to 1 minute.</value>
    public TimeSpan AnswerTime { get; set; } = TimeSpan.FromSeconds(1);
}
