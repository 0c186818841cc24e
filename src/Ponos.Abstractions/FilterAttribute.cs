namespace Ponos;

/// <summary>
/// Runs a filter around each attempt of one handler, within the filters of its service. Several run in the order in which
/// they are written, the first one outermost. The filter's class is registered with the lifetime of a scope, unless the
/// services have it already. An attribute of a name of its own derives from this one.
/// </summary>
/// <typeparam name="TFilter">The filter.</typeparam>
[AttributeUsage(AttributeTargets.Method, Inherited = false, AllowMultiple = true)]
public class FilterAttribute<TFilter> : Attribute
    where TFilter : class, IJobFilter;
