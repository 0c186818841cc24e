namespace Khronos.Engine;

/// <summary>What makes an engine pass when something is due.</summary>
internal interface IDriver : IAsyncDisposable
{
    void Start();
}
