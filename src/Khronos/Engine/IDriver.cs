namespace Khronos.Engine;

/// <summary>What makes an engine pass when something is due.</summary>
internal interface IDriver : IDisposable
{
    void Start();

    /// <summary>Completes when no pass runs any more and none follows.</summary>
    Task StopAsync();
}
