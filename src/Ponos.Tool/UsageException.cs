namespace Ponos.Tool;

/// <summary>The command line says something that the command does not take.</summary>
internal sealed class UsageException(string message) : Exception(message);
