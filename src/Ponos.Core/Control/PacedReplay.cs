using Ponos.Delivery;

namespace Ponos.Control;

/// <summary>One replay: as fast as was said, and ended when what it sends dies again.</summary>
internal sealed class PacedReplay(DeadLetters letters, OperatorLine line, ReplayPace pace)
{
    /// <summary>How often it is looked whether some have died again.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>How long the last jobs get to die again, where that is to end the replay.</summary>
    private const int JobsBetweenLooks = 20;

    /// <summary>How many were sent back.</summary>
    public int Sent { get; private set; }

    public async Task<ReplayResult> RunAsync(
        string jobName, Func<DeadLetter, bool>? match, DeadLetterKind kind, CancellationToken cancellationToken)
    {
        await using var look = await letters.OpenAsync(jobName, kind, cancellationToken);
        var began = line.Time.GetTimestamp();
        var lookedAt = began;
        await foreach (var (delivery, letter) in look.ReadAsync(int.MaxValue, int.MaxValue, cancellationToken))
        {
            if (match is not null && !match(letter))
            {
                continue;
            }

            if (Sent >= pace.Most)
            {
                return new ReplayResult(Sent, $"{Sent} were sent, as many as was said.");
            }

            await WaitAsync(began, cancellationToken);
            if (pace.StopWhenOneDiesAgain
                && (Sent % JobsBetweenLooks == JobsBetweenLooks - 1 || line.Time.GetElapsedTime(lookedAt) > BetweenLooks))
            {
                lookedAt = line.Time.GetTimestamp();
                if (await look.CountNewAsync(cancellationToken) is > 0 and var again)
                {
                    return new ReplayResult(
                        Sent, $"{again} died again, or others did, after {Sent} were sent. The rest stays where it is.");
                }
            }

            await letters.SendBackAsync(delivery, letter, cancellationToken);
            delivery.Ack(immediate: true);
            Sent++;
        }

        return new ReplayResult(Sent, null);
    }

    private async Task WaitAsync(long began, CancellationToken cancellationToken)
    {
        if (pace.PerSecond is { } rate && TimeSpan.FromSeconds(Sent / rate) - line.Time.GetElapsedTime(began) is { Ticks: > 0 } early)
        {
            await Task.Delay(early, line.Time, cancellationToken);
        }
    }
}
