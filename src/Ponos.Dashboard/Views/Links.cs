namespace Ponos.Dashboard.Views;

/// <summary>Addresses of the dashboard's pages, wherever it is mapped.</summary>
/// <param name="Root">The path that it is mapped to, without a slash at its end.</param>
internal sealed record Links(string Root)
{
    public string Overview => Root.Length == 0 ? "/" : Root;

    public string DeadJobs => $"{Root}/dead";

    public string Trace => $"{Root}/trace";

    public string Schedules => $"{Root}/schedules";

    public string Contracts => $"{Root}/contracts";

    public string Topology => $"{Root}/topology";

    public string Service(string name) => $"{Root}/services/{Part(name)}";

    public string ServiceAct(string name, string act) => $"{Service(name)}/{act}";

    public string Dead(string service, string jobName, DeadLetterKind kind) => $"{Root}/dead/{Part(service)}/{Word(kind)}/{Part(jobName)}";

    public string DeadJob(string service, string jobName, DeadLetterKind kind, string id) =>
        $"{Dead(service, jobName, kind)}/job?id={Part(id)}";

    public string DeadEdit(string service, string jobName, DeadLetterKind kind, string id) =>
        $"{Dead(service, jobName, kind)}/edit?id={Part(id)}";

    public string DeadAct(string service, string jobName, DeadLetterKind kind, string act) => $"{Dead(service, jobName, kind)}/{act}";

    public string TraceOf(string tid) => $"{Trace}?tid={Part(tid)}";

    public string Contract(JobKind kind, string name) => $"{Contracts}/{(kind == JobKind.Task ? "task" : "event")}/{Part(name)}";

    public string ContractAct(JobKind kind, string name, string act) => $"{Contract(kind, name)}/{act}";

    public string Schedule(string name) => $"{Schedules}/{Part(name)}";

    public string ScheduleAct(string act) => $"{Schedules}/do/{act}";

    public string Asset(string name) => $"{Root}/assets/{Assets.AssetStore.Version}/{name}";

    public string Of(Concern concern) => concern.Place switch
    {
        ConcernPlace.Service => Service(concern.Service) + (concern.JobName.Length == 0 ? "" : $"#{Part(concern.JobName)}"),
        ConcernPlace.Dead => Dead(concern.Service, concern.JobName, DeadLetterKind.Dead),
        ConcernPlace.Invalid => Dead(concern.Service, concern.JobName, DeadLetterKind.Invalid),
        ConcernPlace.Contracts => Contracts,
        _ => Overview,
    };

    public static string Word(DeadLetterKind kind) => kind == DeadLetterKind.Dead ? "dead" : "invalid";

    private static string Part(string text) => Uri.EscapeDataString(text);
}
