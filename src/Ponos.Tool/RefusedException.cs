namespace Ponos.Tool;

/// <summary>What was asked for was not done, or is not there.</summary>
internal sealed class RefusedException(string message) : Exception(message);
