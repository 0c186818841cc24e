namespace Ponos.Contracts;

/// <summary>What a service does with the jobs of a contract.</summary>
[Flags]
public enum ContractRoles
{
    /// <summary>Neither.</summary>
    None = 0,

    /// <summary>It publishes them: its code does, or it declares the job by <c>DeclareTask</c> or <c>DeclareEvent</c>.</summary>
    Sends = 1,

    /// <summary>It has a handler for them.</summary>
    Receives = 2,
}
