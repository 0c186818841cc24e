namespace Ponos.Contracts;

/// <summary>Whom a change of a contract breaks, while both of its versions are in use.</summary>
[Flags]
public enum ContractBreaks
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>Producers of the old contract: they send jobs that the new contract refuses, since it demands more.</summary>
    Producers = 1,

    /// <summary>Consumers of the old contract: they refuse jobs that producers of the new one send, since it promises less.</summary>
    Consumers = 2,

    /// <summary>Both.</summary>
    Both = Producers | Consumers,
}
