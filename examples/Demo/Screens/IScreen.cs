namespace Examples.Demo.Screens;

/// <summary>Where a person watches the day.</summary>
internal interface IScreen : IDisposable
{
    void Begin();

    /// <summary>Shows the day as far as it has come.</summary>
    void Show(TimeSpan time, LedgerPage page);

    /// <summary>Shows what became of every job, and what is missing.</summary>
    void End(LedgerPage page, IReadOnlyList<string> missing);
}
