namespace Ponos;

/// <summary>What a setting may be, and how it is written.</summary>
internal interface IRange<TValue>
{
    /// <summary>How a value is spelled, as the remedy for a text that cannot be read.</summary>
    string Form { get; }

    /// <summary>What may be written, as the remedy for a value that is out of the range.</summary>
    string Rule { get; }

    bool Contains(TValue value);

    /// <summary>Reads what a user wrote; the value may still be out of the range.</summary>
    bool TryParse(string? text, out TValue value);

    /// <summary>A value as a user writes it.</summary>
    string Write(TValue value);
}
