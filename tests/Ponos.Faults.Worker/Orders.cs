using System.Globalization;

namespace Ponos.Faults.Worker;

internal enum Role
{
    Worker,
    Khronos,
}

/// <summary>What the process is to do, from its environment. Broker and options come from Ponos's own settings.</summary>
internal sealed record Orders
{
    public required Role Role { get; init; }

    public required string Service { get; init; }

    public required string Task { get; init; }

    /// <summary>Where to write which jobs began and ended.</summary>
    public required string File { get; init; }

    /// <summary>How long a job takes.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Whether a job holds its thread while it runs.</summary>
    public required bool Blocks { get; init; }

    /// <summary>The id of the job that kills the process.</summary>
    public required string Poison { get; init; }

    /// <summary>The id of the job that fails on its first attempt.</summary>
    public required string FailsOnce { get; init; }

    public required int? MinThreads { get; init; }

    /// <summary>From when on Khronos' clock runs fast.</summary>
    public required DateTimeOffset Epoch { get; init; }

    public required int Speed { get; init; }

    /// <summary>The format in which Khronos writes schedules.</summary>
    public required int Format { get; init; }

    /// <summary>The format that others must know to read that.</summary>
    public required int FormatNeeds { get; init; }

    public static Orders Read() => new()
    {
        Role = Enum.Parse<Role>(Text("FAULTS_ROLE", nameof(Role.Worker))),
        Service = Text("FAULTS_SERVICE", "faults"),
        Task = Text("FAULTS_TASK", "faults.work"),
        File = Text("FAULTS_FILE", ""),
        Duration = TimeSpan.FromMilliseconds(Number("FAULTS_DURATION", 0)),
        Blocks = Text("FAULTS_BLOCKS", "") == "yes",
        Poison = Text("FAULTS_POISON", ""),
        FailsOnce = Text("FAULTS_FAILS_ONCE", ""),
        MinThreads = Number("FAULTS_MIN_THREADS", 0) is > 0 and var threads ? threads : null,
        Epoch = DateTimeOffset.FromUnixTimeSeconds(Number("FAULTS_EPOCH", 0)),
        Speed = Number("FAULTS_SPEED", 1),
        Format = Number("FAULTS_FORMAT", 1),
        FormatNeeds = Number("FAULTS_FORMAT_NEEDS", 1),
    };

    private static string Text(string name, string otherwise) => Environment.GetEnvironmentVariable(name) ?? otherwise;

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
