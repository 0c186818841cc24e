namespace Ponos.Transport;

/// <summary>What an application of ours puts between a service and its transport; registered under the service's name.</summary>
internal interface ITransportLayer
{
    ITransport Over(ITransport transport);
}
