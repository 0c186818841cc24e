using System.Text.Json.Nodes;
using Ponos.Commands;
using Spectre.Console;

namespace Ponos.Tool;

/// <summary>What a command found or did, for programs and for people.</summary>
/// <param name="Json">For programs.</param>
/// <param name="Show">Writes it for people.</param>
/// <param name="Code">How the command ends.</param>
internal sealed record Answer(JsonNode Json, Action<IAnsiConsole> Show, int Code = ExitCode.Fine);
