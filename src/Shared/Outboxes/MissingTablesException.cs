namespace Ponos.Outboxes;

/// <summary>An outbox's tables are missing or too old, and nobody but a person makes them.</summary>
internal sealed class MissingTablesException(string message) : InvalidOperationException(message);
