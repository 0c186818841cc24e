namespace Ponos.Dashboard.Views;

/// <summary>What the page of a service shows.</summary>
internal sealed record ServiceModel(ServiceView Service, Fleet Fleet)
{
    public IEnumerable<Concern> Concerns => Fleet.Concerns.Where(concern => concern.Service == Service.Name);
}

/// <summary>What the page shows that says what did not work.</summary>
internal sealed record FailureModel(string Text);
