namespace Ponos.Dashboard.Endpoints;

/// <summary>The pages of one subject, and what is done on them.</summary>
internal interface IPages
{
    void Map(PageRoutes routes);
}
