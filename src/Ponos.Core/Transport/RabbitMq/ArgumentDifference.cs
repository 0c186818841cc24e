using System.Globalization;
using System.Text.RegularExpressions;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq;

/// <summary>The argument of a queue or exchange in which what is declared differs from what exists, in the broker's words.</summary>
internal sealed partial record ArgumentDifference(string Kind, string Name, string Argument, string Received, string Current)
{
    public const string QueueType = "x-queue-type";

    // No queue of ours has more arguments.
    public const int MostArguments = 12;

    public static ArgumentDifference? In(string? replyText) =>
        Inequivalent().Match(replyText ?? "") is not { Success: true } match ? null : new(
            match.Groups["kind"].Value,
            match.Groups["name"].Value,
            match.Groups["argument"].Value,
            match.Groups["received"].Value,
            match.Groups["current"].Value);

    /// <summary>
    /// Looks whether the queue's type differs behind this. The broker compares one argument after the other and tells of the
    /// first; so it is asked again with what it has, until it comes to the type or finds no difference. The queue exists:
    /// declaring it changes nothing.
    /// </summary>
    /// <returns>The difference in type; <see langword="null"/> when there is none to be seen.</returns>
    public async Task<ArgumentDifference?> AskForTypeAsync(
        LiveConnection live, string queue, Dictionary<string, object?> declared, CancellationToken cancellationToken)
    {
        var asked = new Dictionary<string, object?>(declared);
        var difference = this;
        for (var tries = 0; difference.Argument != QueueType; tries++)
        {
            if (tries == MostArguments || !difference.TryAdopt(asked))
            {
                return null;
            }

            var channel = await live.OpenChannelAsync(cancellationToken);
            try
            {
                await live.WithinDeadlineAsync(
                    channel.QueueDeclareAsync(
                        queue, durable: true, exclusive: false, autoDelete: false, asked, cancellationToken: cancellationToken),
                    cancellationToken);
                return null;
            }
            catch (OperationInterruptedException refused) when (!live.IsLost)
            {
                if (In(refused.ShutdownReason?.ReplyText) is not { } next)
                {
                    return null;
                }

                difference = next;
            }
            finally
            {
                await live.CloseAsync(channel);
            }
        }

        return difference;
    }

    /// <summary>Puts what the broker has among the arguments.</summary>
    public bool TryAdopt(Dictionary<string, object?> arguments)
    {
        if (Current == "none")
        {
            return arguments.Remove(Argument);
        }

        if (TypedValue().Match(Current) is not { Success: true } match)
        {
            return false;
        }

        var text = match.Groups["value"].Value;
        object? value = match.Groups["type"].Value switch
        {
            "longstr" => text,
            "bool" => text == "true",
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
        arguments[Argument] = value;
        return value is not null;
    }

    // PRECONDITION_FAILED - inequivalent arg 'x-max-length' for queue 'q' in vhost '/': received none but current
    // is the value '5' of type 'long'
    [GeneratedRegex(
        @"inequivalent arg '(?<argument>[^']*)' for (?<kind>queue|exchange) '(?<name>[^']*)' in vhost '[^']*': "
        + @"received (?<received>.+?) but current is (?<current>.+)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Inequivalent();

    [GeneratedRegex("^the value '(?<value>.*)' of type '(?<type>[a-z]+)'", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex TypedValue();
}
