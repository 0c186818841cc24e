namespace Ponos.Redis.Limits;

/// <summary>How many processes share a limit, and which of them this one is; as Redis knew it last.</summary>
/// <param name="Processes">How many there are.</param>
/// <param name="Rank">From 0: the same order for all of them.</param>
internal readonly record struct Standing(int Processes, int Rank)
{
    /// <summary>This process's part of a limit. The parts of all processes are the limit together; a part may be none.</summary>
    public int PartOf(int limit) => (limit / Processes) + (Rank < limit % Processes ? 1 : 0);
}
