using Examples.Health;
using Microsoft.Extensions.Hosting;
using Ponos;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddHealth();
return await builder.Build().RunPonosAsync(args);
