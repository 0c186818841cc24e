namespace Examples.Demo.Screens;

/// <summary>Where a person watches the day.</summary>
internal interface IScreen : IDisposable
{
    /// <summary>Says what begins, and where its dashboard is.</summary>
    void Begin(string dashboard);

    /// <summary>Shows the day as far as it has come.</summary>
    void Show(TimeSpan time, LedgerPage page);

    /// <summary>Shows what became of every job, and what is missing.</summary>
    void End(LedgerPage page, IReadOnlyList<string> missing);

    /// <summary>Says that the dashboard stays open.</summary>
    void Stay(string dashboard);
}
