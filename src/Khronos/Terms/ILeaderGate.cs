namespace Khronos.Terms;

/// <summary>Open while this replica leads: tasks about schedules are taken then only.</summary>
internal interface ILeaderGate
{
    void Open();

    void Close();
}
