const amqp = require('amqplib') // npm install amqplib

const service = process.argv[2] || 'images'
const job = Buffer.from(JSON.stringify({ dock: 'us-1' }))

async function main () {
  const connection = await amqp.connect({
    hostname: process.env.RABBITMQ_HOSTNAME,
    port: Number(process.env.RABBITMQ_PORT || 5672)
  })
  const channel = await connection.createConfirmChannel()
  channel.sendToQueue(`${service}.docker.images.cleanup`, job, {
    contentType: 'application/json',
    persistent: true,
    mandatory: true
  })
  await channel.waitForConfirms()
  await connection.close()
  console.log('published')
}

main()
