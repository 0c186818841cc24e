namespace Ponos.Contracts;

/// <summary>What a service does with the jobs of a contract.</summary>
[Flags]
public enum ContractRoles
{
    /// <summary>Neither.</summary>
    None = 0,

    /// <summary>It publishes them: it declares the job, by a record with <c>[Task]</c> or <c>[Event]</c> or by name.</summary>
    Sends = 1,

    /// <summary>It has a handler for them.</summary>
    Receives = 2,
}
