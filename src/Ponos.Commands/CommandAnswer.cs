namespace Ponos.Commands;

/// <summary>What a command writes on standard output, and how it ends.</summary>
/// <param name="Text">All of it, with its line ends.</param>
/// <param name="ExitCode">One of <see cref="Commands.ExitCode"/>.</param>
internal sealed record CommandAnswer(string Text, int ExitCode = ExitCode.Fine);
