namespace Ponos.Journal;

/// <summary>What is entered, and how long it is kept where this process declares the stream first.</summary>
internal sealed record JournalSettings(JournalLevel Level, TimeSpan MaxAge, int MaxMegabytes);
